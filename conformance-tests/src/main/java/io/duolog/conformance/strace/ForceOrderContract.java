package io.duolog.conformance.strace;

import io.duolog.conformance.contract.StorageContract;
import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.storage.Capability;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * The order of writes, forces and acknowledgements, as the kernel was asked for them (D2, D4, D5, D7). The process says
 * of each append when it begins and when it is acknowledged by a system call that stands in the same trace.
 *
 * <p>The files that hold records are found by their content. A checkpoint is a file that is replaced and whose name
 * ends with that word. What a running store's checkpoint says is the power-loss contract's business; here it is the
 * last one, which says that everything is durable.
 */
@Needs({Capability.PERSISTENCE, Capability.SYNCED_DURABILITY})
public abstract class ForceOrderContract extends StorageContract {
  /** For subclasses. */
  protected ForceOrderContract() {}

  @Test
  @Rule({"D2.shared", "D1.synced"})
  protected void d2_appendsAtOnceShareForcesThatBeganBehindThem() throws IOException, InterruptedException {
    new ForceOrderRun(provider(), testDirectory()).requireSharedForces();
  }

  @Test
  @Rule({"D4.create", "D4.replace", "D5.checkpoint"})
  protected void d4_namesAndContentsAreForcedBeforeWhatNeedsThem() throws IOException, InterruptedException {
    new ForceOrderRun(provider(), testDirectory()).requireOrder();
  }

  @Test
  @Rule("D7.ranged")
  protected void d7_backgroundForcesOfAMappingEndAtWholeSteps() throws IOException, InterruptedException {
    new ForceOrderRun(provider(), testDirectory()).requireRangedForces();
  }
}
