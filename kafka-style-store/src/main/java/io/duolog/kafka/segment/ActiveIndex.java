package io.duolog.kafka.segment;

import io.duolog.kafka.format.LargestTimestamp;
import io.duolog.kafka.format.OffsetIndexLayout;
import io.duolog.kafka.format.TimeIndexLayout;
import java.nio.ByteBuffer;

/**
 * The indexes of a segment that is being written. Guarded by the partition's append lock for writing; readers see the
 * entries below the counts, which are published after them.
 *
 * <p>What is added depends on the log alone: a batch gets an entry when it begins more than {@link
 * OffsetIndexLayout#INTERVAL_BYTES} behind the last batch that has one, and the time index gets one with it if the
 * largest timestamp has grown. So the indexes that a recovery builds are those that the appends built.
 */
public final class ActiveIndex implements SegmentIndex {
  /** Entries per file beyond which a segment is rolled; Kafka's default of 10 MiB. */
  public static final int MOST_ENTRIES = (10 << 20) / OffsetIndexLayout.ENTRY_BYTES;

  private final long baseOffset;
  private final EntryChunks offsets = new EntryChunks(OffsetIndexLayout.ENTRY_BYTES);
  private final EntryChunks times = new EntryChunks(TimeIndexLayout.ENTRY_BYTES);
  private volatile int offsetCount;
  private volatile int timeCount;
  private int lastIndexedPosition;
  private volatile long largestTimestamp = -1;
  private volatile int largestTimestampOffset;

  /** Without entries. */
  public ActiveIndex(long baseOffset) {
    this.baseOffset = baseOffset;
  }

  /** Counts a batch that was appended. */
  public void add(int relativeLastOffset, int position, long maxTimestamp) {
    if (maxTimestamp > largestTimestamp) {
      largestTimestampOffset = relativeLastOffset;
      largestTimestamp = maxTimestamp;
    }
    if (position - lastIndexedPosition > OffsetIndexLayout.INTERVAL_BYTES) {
      addOffset(OffsetIndexLayout.entry(relativeLastOffset, position));
      addLargestTime();
    }
  }

  /** Takes an entry as it is, for loading. */
  void addOffset(long entry) {
    int count = offsetCount;
    offsets.roomFor(count).putLong(offsets.at(count), entry);
    lastIndexedPosition = OffsetIndexLayout.position(entry);
    offsetCount = count + 1;
  }

  /**
   * Adds the largest timestamp if it is larger than the last entry's; done with offset entries, at roll and at close.
   */
  public void addLargestTime() {
    if (hasLargerTime()) {
      addTime(largestTimestamp, largestTimestampOffset);
    }
  }

  /** Whether the largest timestamp is larger than the last entry's. */
  boolean hasLargerTime() {
    int count = timeCount;
    return largestTimestamp > (count == 0 ? -1 : timestamp(count - 1));
  }

  /** Takes an entry as it is, for loading. */
  void addTime(long timestamp, int relativeOffset) {
    int count = timeCount;
    ByteBuffer chunk = times.roomFor(count);
    chunk.putLong(times.at(count) + TimeIndexLayout.TIMESTAMP_AT, timestamp);
    chunk.putInt(times.at(count) + TimeIndexLayout.RELATIVE_OFFSET_AT, relativeOffset);
    timeCount = count + 1;
  }

  /** Sets what the batches so far had, for loading. */
  public void largest(LargestTimestamp largest) {
    largestTimestamp = largest.timestampMillis();
    largestTimestampOffset = (int) (largest.offset() - baseOffset);
  }

  /** The largest timestamp of the batches so far, with the last offset of the first that carries it. */
  public LargestTimestamp largest() {
    return new LargestTimestamp(largestTimestamp, baseOffset + largestTimestampOffset);
  }

  /** The largest timestamp so far, or -1. */
  public long largestTimestamp() {
    return largestTimestamp;
  }

  /** The last offset of the first batch with the largest timestamp, relative to the base offset. */
  public int largestTimestampOffset() {
    return largestTimestampOffset;
  }

  /** Whether one more batch might not find room in an index file. */
  public boolean isFull() {
    return offsetCount >= MOST_ENTRIES;
  }

  @Override
  public int offsetCount() {
    return offsetCount;
  }

  @Override
  public long offsetEntry(int slot) {
    return offsets.chunk(slot).getLong(offsets.at(slot));
  }

  @Override
  public int timeCount() {
    return timeCount;
  }

  @Override
  public long timestamp(int slot) {
    return times.chunk(slot).getLong(times.at(slot) + TimeIndexLayout.TIMESTAMP_AT);
  }

  @Override
  public int timeOffset(int slot) {
    return times.chunk(slot).getInt(times.at(slot) + TimeIndexLayout.RELATIVE_OFFSET_AT);
  }

  @Override
  public void settle() {
    // In memory: nothing can be pending.
  }

  @Override
  public void release() {
    // In memory: whoever has it may use it.
  }
}
