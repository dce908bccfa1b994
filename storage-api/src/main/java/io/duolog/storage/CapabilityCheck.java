package io.duolog.storage;

import io.duolog.record.RecordBatch;
import io.duolog.storage.error.UnsupportedOperationByEngineException;
import java.util.Set;

/**
 * Refuses calls whose meaning hangs on a capability that an engine lacks, so that all engines draw the line at the same
 * place. Stateless; allocates nothing unless it refuses.
 */
public final class CapabilityCheck {
  private CapabilityCheck() {}

  /**
   * Checks an append: a batch with a producer id would be stored without its promise (A6), a transactional or control
   * batch without a stable offset (X1), a synced append without a force (D1).
   *
   * @param batch a valid batch
   * @throws UnsupportedOperationByEngineException naming the missing capability
   */
  public static void append(RecordBatch batch, AppendOptions options, Set<Capability> capabilities) {
    if (batch.isTransactional() || batch.isControl() || options.precondition() != ProducerPrecondition.NONE) {
      require(Capability.TRANSACTIONS, capabilities, "append of a transactional batch");
    }
    if (batch.hasProducer()) {
      require(Capability.IDEMPOTENT_PRODUCERS, capabilities, "append of an idempotent producer's batch");
    }
    if (options.durability() == Durability.SYNCED) {
      require(Capability.SYNCED_DURABILITY, capabilities, "append with SYNCED");
    }
  }

  /**
   * Checks a read: a divergence check needs the log's epochs (R2).
   *
   * @throws UnsupportedOperationByEngineException naming the missing capability
   */
  public static void read(ReadOptions options, Set<Capability> capabilities) {
    if (options.lastEpoch() != ReadOptions.NO_EPOCH) {
      require(Capability.REPLICATION, capabilities, "a read with a divergence check");
    }
  }

  private static void require(Capability needed, Set<Capability> capabilities, String operation) {
    if (!capabilities.contains(needed)) {
      throw new UnsupportedOperationByEngineException(operation, needed);
    }
  }
}
