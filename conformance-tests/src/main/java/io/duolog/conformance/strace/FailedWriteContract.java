package io.duolog.conformance.strace;

import io.duolog.conformance.contract.StorageContract;
import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.storage.Capability;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * An append whose bytes the system does not take leaves the partition as it was (A4). The tracer fails the writes to
 * the file that holds the partition's records, and the making of those that follow, which is where an engine that
 * writes by a mapping meets a fault. A limit of the process lets the kernel take half of a write.
 */
@Needs({Capability.PERSISTENCE, Capability.SYNCED_DURABILITY})
public abstract class FailedWriteContract extends StorageContract {
  /** For subclasses. */
  protected FailedWriteContract() {}

  @Test
  @Rule({"A4.fault", "D3.full", "E2.typed"})
  protected void a4_anAppendWithoutSpaceLeavesThePartitionAsItWas() throws IOException, InterruptedException {
    new FailedWriteRun(provider(), testDirectory()).requireNothingHappened();
  }

  @Test
  @Rule({"A4.fault", "E2.typed"})
  protected void a4_anAppendThatTheDeviceFailsLosesNothingThatWasAcknowledged()
      throws IOException, InterruptedException {
    new FailedWriteRun(provider(), testDirectory()).requireNothingLost();
  }

  @Test
  @Rule({"A4.fault", "E2.typed"})
  protected void a4_halfAnAppendComesToNothing() throws IOException, InterruptedException {
    new FailedWriteRun(provider(), testDirectory()).requireHalfUndone();
  }
}
