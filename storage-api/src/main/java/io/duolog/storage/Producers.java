package io.duolog.storage;

import java.util.List;

/** Idempotent producers (A6). Thread-safe. Capability {@link Capability#IDEMPOTENT_PRODUCERS}. */
@Experimental
public non-sealed interface Producers extends EngineCapability {
  /** The producers that the partition remembers. */
  List<ProducerState> producers(PartitionIdentity partition);

  /**
   * A producer as the partition remembers it. Immutable.
   *
   * @param producerId the producer
   * @param producerEpoch its epoch
   * @param batches its last batches, oldest first, at most five
   * @param openTransactionFirstOffset first offset of its open transaction, or -1
   * @param lastTimestampMillis largest timestamp of its last batch
   */
  record ProducerState(
      long producerId,
      short producerEpoch,
      List<ProducedBatch> batches,
      long openTransactionFirstOffset,
      long lastTimestampMillis) {
    /** Copies the list. */
    public ProducerState {
      batches = List.copyOf(batches);
    }
  }

  /**
   * A batch that a producer has sent. Immutable.
   *
   * @param firstSequence sequence of its first record
   * @param lastSequence sequence of its last record
   * @param lastOffset offset of its last record
   */
  record ProducedBatch(int firstSequence, int lastSequence, long lastOffset) {}
}
