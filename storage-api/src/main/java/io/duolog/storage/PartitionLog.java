package io.duolog.storage;

/**
 * One partition of an open store. Thread-safe. A handle belongs to one incarnation: after the partition was deleted
 * every method throws {@link io.duolog.storage.error.PartitionDeletedException}, also when the name was used again
 * (P3); after the engine was closed, {@link io.duolog.storage.error.EngineClosedException}.
 */
public interface PartitionLog extends LogWriter, LogReader, LogCutter {
  /** Identity, name, incarnation and change epoch. */
  PartitionDescriptor descriptor();

  /** Figures of this partition. */
  PartitionStats stats();
}
