package io.duolog.bench.cell;

import io.duolog.bench.load.GroupSizes;
import io.duolog.storage.Isolation;
import io.duolog.storage.PartitionLog;
import java.util.Arrays;

/**
 * Thread-safe; guarded by its monitor. Finds out how many appends each force covered: the first completion behind what
 * was known to be durable asks the partition how far it is durable now, and what lies between is the group of one
 * force. All others cost one comparison.
 */
final class ForceGroups {
  /** Sizes that are kept; a run of some seconds has less. */
  private static final int MOST = 1 << 16;

  private static final int FIRST_CAPACITY = 1024;

  private final PartitionLog partition;
  private volatile long nextOffset;
  private int[] sizes = new int[FIRST_CAPACITY];
  private int count;

  /** Groups of what is appended from here on, one record a batch. */
  ForceGroups(PartitionLog partition) {
    this.partition = partition;
    this.nextOffset = partition.endOffset(Isolation.LOG_END);
  }

  /** The append whose last record has this offset was told that it is durable. */
  void completed(long lastOffset) {
    if (lastOffset >= nextOffset) {
      begin(lastOffset);
    }
  }

  private synchronized void begin(long lastOffset) {
    if (lastOffset < nextOffset) {
      return;
    }
    long end = Math.max(lastOffset + 1, partition.endOffset(Isolation.DURABLE));
    if (count == sizes.length && count < MOST) {
      sizes = Arrays.copyOf(sizes, 2 * count);
    }
    if (count < sizes.length) {
      sizes[count] = (int) (end - nextOffset);
      count++;
    }
    nextOffset = end;
  }

  /** How many sizes are kept. */
  synchronized long count() {
    return count;
  }

  /** The sizes, the earliest first. */
  synchronized GroupSizes sizes() {
    return GroupSizes.of(Arrays.copyOf(sizes, count));
  }
}
