package io.duolog.kafka.segment;

import io.duolog.kafka.format.OffsetIndexLayout;

/** Stateless. Binary search in sparse indexes, in the warm section at the end first: most searches are near it. */
public final class IndexSearch {
  /** No entry. */
  public static final long NONE = -1;

  private static final int WARM_ENTRIES = 8192 / OffsetIndexLayout.ENTRY_BYTES;

  private IndexSearch() {}

  /** The last entry whose offset is at or below {@code relativeOffset}, or {@link #NONE}. */
  public static long floorOffset(SegmentIndex index, long relativeOffset) {
    int count = index.offsetCount();
    int low = 0;
    int high = count;
    int warm = Math.max(0, count - WARM_ENTRIES);
    if (warm > 0) {
      if (OffsetIndexLayout.relativeOffset(index.offsetEntry(warm)) <= relativeOffset) {
        low = warm;
      } else {
        high = warm;
      }
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (OffsetIndexLayout.relativeOffset(index.offsetEntry(middle)) <= relativeOffset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return entryBefore(index, low);
  }

  /** The last entry whose position is at or below {@code position}, or {@link #NONE}. */
  public static long floorPosition(SegmentIndex index, int position) {
    return entryBefore(index, slotAfterPosition(index, position));
  }

  /** The first entry whose position is above {@code position}, or {@link #NONE}. */
  public static long afterPosition(SegmentIndex index, int position) {
    int slot = slotAfterPosition(index, position);
    long entry = slot < index.offsetCount() ? index.offsetEntry(slot) : NONE;
    index.settle();
    return entry;
  }

  private static int slotAfterPosition(SegmentIndex index, int position) {
    int low = 0;
    int high = index.offsetCount();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (OffsetIndexLayout.position(index.offsetEntry(middle)) <= position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static long entryBefore(SegmentIndex index, int slot) {
    long entry = slot == 0 ? NONE : index.offsetEntry(slot - 1);
    index.settle();
    return entry;
  }

  /**
   * The relative offset of the last entry whose timestamp is below {@code timestamp}: every batch before the one that
   * ends there is older. {@link #NONE} if there is no such entry.
   */
  public static long offsetBeforeTime(SegmentIndex index, long timestamp) {
    int low = 0;
    int high = index.timeCount();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (index.timestamp(middle) < timestamp) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    long offset = low == 0 ? NONE : index.timeOffset(low - 1);
    index.settle();
    return offset;
  }
}
