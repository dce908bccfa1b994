package io.duolog.kafka.partition;

import io.duolog.io.file.Disk;
import io.duolog.kafka.fetch.FetchPool;
import io.duolog.kafka.segment.SegmentFiles;
import io.duolog.kafka.store.Counters;
import io.duolog.kafka.store.ForceQueue;
import io.duolog.kafka.store.StoreCatalogue;
import io.duolog.kafka.store.UnsyncedBound;
import io.duolog.storage.EngineClock;

/**
 * What every partition of an open store uses; immutable, its parts are thread-safe.
 *
 * @param files what segments share
 * @param catalogue where sealed segments are noted
 * @param queue where forces wait
 * @param unsynced the bound of unsynced data
 * @param pool results of reads
 * @param scratch buffers of appends
 * @param counters figures
 * @param clock time
 * @param listeners who is told
 * @param limits sizes from the configuration
 */
public record PartitionContext(
    SegmentFiles files,
    StoreCatalogue catalogue,
    ForceQueue queue,
    UnsyncedBound unsynced,
    FetchPool pool,
    AppendScratchPool scratch,
    Counters counters,
    EngineClock clock,
    Listeners listeners,
    Limits limits) {
  /** The file system. */
  public Disk disk() {
    return files.disk();
  }

  /**
   * Sizes from the configuration.
   *
   * @param fileSizeBytes size at which a segment is rolled
   * @param maxBatchBytes largest batch
   * @param unsynced bounds of unsynced data
   */
  public record Limits(long fileSizeBytes, int maxBatchBytes, UnsyncedBound.Bounds unsynced) {}
}
