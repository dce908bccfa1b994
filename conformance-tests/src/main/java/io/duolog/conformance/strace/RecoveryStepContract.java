package io.duolog.conformance.strace;

import io.duolog.conformance.contract.StorageContract;
import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.storage.Capability;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * A recovery that is killed at any of the system calls by which it changes or forces something, and then done again,
 * ends as one that nobody disturbed (C1). The calls are those that a first recovery of the same image has made.
 *
 * <p>{@code -Dduolog.steps=N} sets how many of them are tried, spread over all.
 */
@Needs({Capability.PERSISTENCE, Capability.SYNCED_DURABILITY})
public abstract class RecoveryStepContract extends StorageContract {
  private static final int DEFAULT_STEPS = 10;

  /** For subclasses. */
  protected RecoveryStepContract() {}

  @Test
  @Rule({"C1.step", "C1.again"})
  protected void c1_aRecoveryThatIsKilledAtAnyStepEndsInTheSameState() throws IOException, InterruptedException {
    int steps = Integer.getInteger("duolog.steps", DEFAULT_STEPS);
    new RecoveryStepRun(provider(), testDirectory()).requireSameState(steps);
  }
}
