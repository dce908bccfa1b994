package io.duolog.conformance.force;

import io.duolog.conformance.contract.StorageContract;
import io.duolog.conformance.machine.FileSystem;
import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.storage.Capability;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The first force that fails is the last of its failure domain (D3): nothing is acknowledged behind it, nothing is
 * tried again, reads end at the durable offset, one event is sent, and the error names the lost range. Opened again on
 * a healthy disk, the store holds everything that was acknowledged as durable.
 *
 * <p>A force fails really, on a device whose image has no space to grow in, or because a tracer answers in the kernel's
 * place.
 */
public abstract class FailedForceContract extends StorageContract {
  /** For subclasses. */
  protected FailedForceContract() {}

  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS"})
  @Rule({"D3.final", "D1.synced", "E2.typed"})
  @Needs({Capability.PERSISTENCE, Capability.SYNCED_DURABILITY})
  protected void d3_aForceThatTheDeviceFailsIsFinal(FileSystem fileSystem) throws IOException, InterruptedException {
    new FailedForceRun(provider(), testDirectory()).failByDevice(fileSystem);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  @Rule({"D3.final", "E2.typed"})
  @Needs({Capability.PERSISTENCE, Capability.SYNCED_DURABILITY})
  protected void d3_aForceThatIsMadeToFailIsFinalAndNotTriedAgain(int nth) throws IOException, InterruptedException {
    new FailedForceRun(provider(), testDirectory()).failByTracer(nth);
  }
}
