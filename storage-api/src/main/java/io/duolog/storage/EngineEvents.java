package io.duolog.storage;

import io.duolog.storage.error.StorageException;

/**
 * What an engine tells its listeners (V5). Called after publication, coalesced, on a thread of the engine or on the
 * thread that caused the event, holding no lock of the engine. A listener must not block; one that throws is dropped
 * and counted.
 */
public interface EngineEvents {
  /**
   * Some of the partition's offsets moved up. Several moves may be told as one; the last state is always told.
   *
   * @param partition whose offsets moved
   * @param offsets the partition's offsets at some moment after the move; valid during the call
   */
  default void advanced(PartitionLog partition, LogOffsets.Mutable offsets) {}

  /**
   * The partition was truncated or reset (T1, T5).
   *
   * @param partition the partition
   * @param logEnd the log end after the cut
   */
  default void truncated(PartitionLog partition, long logEnd) {}

  /** The partition was deleted (P2). */
  default void deleted(PartitionDescriptor partition) {}

  /**
   * A file was sealed: it is durable and never written again.
   *
   * @param file the sealed file
   */
  @Experimental
  default void sealed(SealedFile file) {}

  /**
   * A failure domain failed for good (D3). Sent once for each domain.
   *
   * @param domain what failed, in words: the store, or a partition's name
   * @param cause why, with the lost ranges
   */
  default void failed(String domain, StorageException cause) {}
}
