package io.duolog.storage;

/** Compaction by key (T4). Thread-safe. Capability {@link Capability#COMPACTION}. */
@Experimental
public non-sealed interface Compaction extends EngineCapability {
  /**
   * Compacts one partition up to {@code untilOffset}, which must be at most the high watermark and the durable offset.
   *
   * @param tombstoneDelayMillis how long tombstones and markers stay after the pass that first met them
   * @return bytes that were given back
   */
  long compact(PartitionIdentity partition, long untilOffset, long tombstoneDelayMillis);
}
