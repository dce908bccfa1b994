package io.duolog.conformance;

import io.duolog.conformance.force.FailedForceContract;
import io.duolog.conformance.full.FullDiskContract;
import io.duolog.conformance.machine.NeedsBreakableDisk;
import io.duolog.conformance.power.PowerLossContract;
import io.duolog.conformance.sector.BadSectorContract;
import io.duolog.conformance.strace.FailedWriteContract;
import io.duolog.conformance.strace.ForceOrderContract;
import io.duolog.conformance.strace.HeldCallContract;
import io.duolog.conformance.strace.RecoveryStepContract;
import io.duolog.storage.StorageProvider;
import org.junit.jupiter.api.Nested;

/**
 * The contracts for one engine that need a machine whose disks can be broken: Linux, root, loop devices, xfsprogs and
 * strace. Elsewhere they are skipped with the reason. Extend it beside {@link StorageConformance}, in the same way.
 * Confined to the thread of the test.
 */
@NeedsBreakableDisk
public abstract class FaultConformance {
  /** For subclasses. */
  protected FaultConformance() {}

  /** The engine to be tested. */
  protected abstract StorageProvider provider();

  /** Whether one force of the engine is for all partitions, as in a mixed log: see {@link HeldCallContract}. */
  protected boolean sharesForces() {
    return false;
  }

  /** Loss of power. */
  @Nested
  protected class PowerLoss extends PowerLossContract {
    /** For JUnit. */
    protected PowerLoss() {}

    @Override
    protected StorageProvider provider() {
      return FaultConformance.this.provider();
    }
  }

  /** Disks without space. */
  @Nested
  protected class FullDisk extends FullDiskContract {
    /** For JUnit. */
    protected FullDisk() {}

    @Override
    protected StorageProvider provider() {
      return FaultConformance.this.provider();
    }
  }

  /** Forces that fail. */
  @Nested
  protected class FailedForce extends FailedForceContract {
    /** For JUnit. */
    protected FailedForce() {}

    @Override
    protected StorageProvider provider() {
      return FaultConformance.this.provider();
    }
  }

  /** Sectors that cannot be read. */
  @Nested
  protected class BadSector extends BadSectorContract {
    /** For JUnit. */
    protected BadSector() {}

    @Override
    protected StorageProvider provider() {
      return FaultConformance.this.provider();
    }
  }

  /** Calls that are held. */
  @Nested
  protected class HeldCall extends HeldCallContract {
    /** For JUnit. */
    protected HeldCall() {}

    @Override
    protected StorageProvider provider() {
      return FaultConformance.this.provider();
    }

    @Override
    protected boolean sharesForces() {
      return FaultConformance.this.sharesForces();
    }
  }

  /** Forces in their order. */
  @Nested
  protected class ForceOrder extends ForceOrderContract {
    /** For JUnit. */
    protected ForceOrder() {}

    @Override
    protected StorageProvider provider() {
      return FaultConformance.this.provider();
    }
  }

  /** Recoveries that are killed. */
  @Nested
  protected class RecoverySteps extends RecoveryStepContract {
    /** For JUnit. */
    protected RecoverySteps() {}

    @Override
    protected StorageProvider provider() {
      return FaultConformance.this.provider();
    }
  }

  /** Writes that fail. */
  @Nested
  protected class FailedWrite extends FailedWriteContract {
    /** For JUnit. */
    protected FailedWrite() {}

    @Override
    protected StorageProvider provider() {
      return FaultConformance.this.provider();
    }
  }
}
