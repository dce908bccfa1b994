package io.duolog.storage;

import java.util.List;

/** Transactions (X1, X2). Thread-safe. Capability {@link Capability#TRANSACTIONS}. */
@Experimental
public non-sealed interface Transactions extends EngineCapability {
  /** The open transactions of a partition, by first offset. */
  List<OpenTransaction> open(PartitionIdentity partition);

  /** The aborted transactions that touch offsets from {@code firstOffset} to {@code nextOffset}, exclusive. */
  List<AbortedTransaction> aborted(PartitionIdentity partition, long firstOffset, long nextOffset);

  /**
   * A transaction without a marker. Immutable.
   *
   * @param producerId whose it is
   * @param producerEpoch the producer's epoch
   * @param firstOffset its first offset
   * @param ageMillis how long it has been open, by the engine's clock
   */
  record OpenTransaction(long producerId, short producerEpoch, long firstOffset, long ageMillis) {}
}
