package io.duolog.conformance.strace;

import io.duolog.conformance.contract.StorageContract;
import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.storage.Capability;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * While a force or the making of a file is held, everybody goes on who does not need it (A3, A9, E7). The tracer holds
 * the call until all others have answered, and lets it go then: nothing is measured.
 */
@Needs({Capability.PERSISTENCE, Capability.SYNCED_DURABILITY})
public abstract class HeldCallContract extends StorageContract {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** For subclasses. */
  protected HeldCallContract() {}

  /**
   * Whether one force is for all partitions, as in a mixed log. Then a synced append of another partition waits for the
   * force that is held, which is asserted too; else it has to be acknowledged meanwhile.
   */
  protected abstract boolean sharesForces();

  @Test
  @Rule({"A3.independent", "A9.nowait", "E7.unlocked"})
  protected void a3_whileAForceIsHeldEverybodyGoesOnWhoDoesNotNeedIt() throws IOException, InterruptedException {
    new HeldCallRun(provider(), testDirectory(), PATIENCE).holdForce(sharesForces());
  }

  @Test
  @Rule("E7.unlocked")
  protected void e7_whileTheNextFileIsMadeEverybodyGoesOnWhoDoesNotNeedIt() throws IOException, InterruptedException {
    new HeldCallRun(provider(), testDirectory(), PATIENCE).holdNextFile();
  }
}
