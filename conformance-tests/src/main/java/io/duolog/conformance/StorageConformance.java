package io.duolog.conformance;

import io.duolog.conformance.contract.AllocationContract;
import io.duolog.conformance.contract.AppendContract;
import io.duolog.conformance.contract.AppendFormsContract;
import io.duolog.conformance.contract.BatchValidationContract;
import io.duolog.conformance.contract.CloseContract;
import io.duolog.conformance.contract.ConfigurationContract;
import io.duolog.conformance.contract.DamageContract;
import io.duolog.conformance.contract.DurabilityContract;
import io.duolog.conformance.contract.EventsContract;
import io.duolog.conformance.contract.FetchResultContract;
import io.duolog.conformance.contract.HeldAppendContract;
import io.duolog.conformance.contract.InterruptContract;
import io.duolog.conformance.contract.FormatVersionContract;
import io.duolog.conformance.contract.LifeCyclesContract;
import io.duolog.conformance.contract.LockContract;
import io.duolog.conformance.contract.OffsetLookupContract;
import io.duolog.conformance.contract.PartitionLifeContract;
import io.duolog.conformance.contract.ReadContract;
import io.duolog.conformance.contract.RefusalContract;
import io.duolog.conformance.contract.ReopenContract;
import io.duolog.conformance.contract.TornTailContract;
import io.duolog.conformance.contract.TransferContract;
import io.duolog.conformance.contract.VersionNumber;
import io.duolog.conformance.contract.VisibilityContract;
import io.duolog.conformance.damage.DamagedStoreContract;
import io.duolog.conformance.kill.KillContract;
import io.duolog.conformance.model.RandomModelContract;
import io.duolog.storage.StorageProvider;
import java.util.List;
import org.junit.jupiter.api.Nested;

/**
 * All contracts for one engine. Extend it, name the engine, and run it with JUnit:
 *
 * <pre>{@code
 * class MyEngineConformanceTest extends StorageConformance {
 *   @Override
 *   protected StorageProvider provider() {
 *     return new MyProvider();
 *   }
 * }
 * }</pre>
 *
 * <p>The provider's class has to be public with a public constructor without parameters, since child processes make it
 * too. Confined to the thread of the test.
 */
public abstract class StorageConformance {
  /** For subclasses. */
  protected StorageConformance() {}

  /** The engine to be tested. */
  protected abstract StorageProvider provider();

  /** Where the engine's stores name the versions of their formats; without any, F3.newer is not shown. */
  protected List<VersionNumber> versionNumbers() {
    return List.of();
  }

  /** Offsets, epochs, buffers. */
  @Nested
  protected class Append extends AppendContract {
    /** For JUnit. */
    protected Append() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** The forms of append. */
  @Nested
  protected class AppendForms extends AppendFormsContract {
    /** For JUnit. */
    protected AppendForms() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** What is refused before it is written. */
  @Nested
  protected class BatchValidation extends BatchValidationContract {
    /** For JUnit. */
    protected BatchValidation() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** The end of an engine's life. */
  @Nested
  protected class Close extends CloseContract {
    /** For JUnit. */
    protected Close() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** Refused settings and directories. */
  @Nested
  protected class Configuration extends ConfigurationContract {
    /** For JUnit. */
    protected Configuration() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** What an acknowledgement says. */
  @Nested
  protected class Durability extends DurabilityContract {
    /** For JUnit. */
    protected Durability() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** What listeners are told. */
  @Nested
  protected class Events extends EventsContract {
    /** For JUnit. */
    protected Events() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** What a held result is worth. */
  @Nested
  protected class FetchResult extends FetchResultContract {
    /** For JUnit. */
    protected FetchResult() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** Appends that stand still, or come to nothing. */
  @Nested
  protected class HeldAppend extends HeldAppendContract {
    /** For JUnit. */
    protected HeldAppend() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** Interrupts. */
  @Nested
  protected class Interrupt extends InterruptContract {
    /** For JUnit. */
    protected Interrupt() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** One owner. */
  @Nested
  protected class Lock extends LockContract {
    /** For JUnit. */
    protected Lock() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** Offsets by time. */
  @Nested
  protected class OffsetLookup extends OffsetLookupContract {
    /** For JUnit. */
    protected OffsetLookup() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** Creating and finding partitions. */
  @Nested
  protected class PartitionLife extends PartitionLifeContract {
    /** For JUnit. */
    protected PartitionLife() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** Which batches a read returns. */
  @Nested
  protected class Read extends ReadContract {
    /** For JUnit. */
    protected Read() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** What the engine lacks. */
  @Nested
  protected class Refusal extends RefusalContract {
    /** For JUnit. */
    protected Refusal() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** Closing and opening again. */
  @Nested
  protected class Reopen extends ReopenContract {
    /** For JUnit. */
    protected Reopen() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** How bytes reach a channel. */
  @Nested
  protected class Transfer extends TransferContract {
    /** For JUnit. */
    protected Transfer() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** What readers see. */
  @Nested
  protected class Visibility extends VisibilityContract {
    /** For JUnit. */
    protected Visibility() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** Stores of a later version. */
  @Nested
  protected class FormatVersion extends FormatVersionContract {
    /** For JUnit. */
    protected FormatVersion() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }

    @Override
    protected List<VersionNumber> versionNumbers() {
      return StorageConformance.this.versionNumbers();
    }
  }

  /** Many lives of a store. */
  @Nested
  protected class LifeCycles extends LifeCyclesContract {
    /** For JUnit. */
    protected LifeCycles() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** What a killed process leaves. */
  @Nested
  protected class Kill extends KillContract {
    /** For JUnit. */
    protected Kill() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** Damaged payload. */
  @Nested
  protected class Damage extends DamageContract {
    /** For JUnit. */
    protected Damage() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** Torn tails. */
  @Nested
  protected class TornTail extends TornTailContract {
    /** For JUnit. */
    protected TornTail() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** Garbage of a response. */
  @Nested
  protected class Allocation extends AllocationContract {
    /** For JUnit. */
    protected Allocation() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** Random operations beside the reference engine. */
  @Nested
  protected class RandomModel extends RandomModelContract {
    /** For JUnit. */
    protected RandomModel() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }

  /** Damaged files. */
  @Nested
  protected class DamagedStore extends DamagedStoreContract {
    /** For JUnit. */
    protected DamagedStore() {}

    @Override
    protected StorageProvider provider() {
      return StorageConformance.this.provider();
    }
  }
}
