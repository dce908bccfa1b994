package io.duolog.kafka.partition;

import io.duolog.kafka.format.ActiveMark;
import io.duolog.kafka.format.IndexMark;
import io.duolog.kafka.format.LargestTimestamp;
import io.duolog.kafka.segment.ActiveIndex;
import io.duolog.kafka.segment.Segment;

/**
 * A batch boundary of a partition with all that is needed to go on from it: the segment, the position, and how far the
 * segment's index had grown. Mutable; guarded by its owner.
 */
final class LogMark {
  private long offset;
  private Segment segment;
  private ActiveIndex index;
  private int position;
  private int offsetCount;
  private int timeCount;
  private long largestTimestamp;
  private int largestTimestampOffset;
  private long appendTimeMillis;
  private long writtenBytes;

  LogMark(long offset, Segment segment, ActiveIndex index, int position, long appendTimeMillis) {
    this.offset = offset;
    this.segment = segment;
    this.index = index;
    this.position = position;
    this.appendTimeMillis = appendTimeMillis;
    takeIndex();
  }

  LogMark(LogMark other) {
    this.segment = other.segment;
    this.index = other.index;
    set(other);
  }

  void set(LogMark other) {
    offset = other.offset;
    segment = other.segment;
    index = other.index;
    position = other.position;
    offsetCount = other.offsetCount;
    timeCount = other.timeCount;
    largestTimestamp = other.largestTimestamp;
    largestTimestampOffset = other.largestTimestampOffset;
    appendTimeMillis = other.appendTimeMillis;
    writtenBytes = other.writtenBytes;
  }

  /** The begin of the segment behind this mark's, whose batches all lie above it. */
  LogMark beginOf(Segment next, ActiveIndex nextIndex) {
    LogMark mark = new LogMark(this);
    mark.segment = next;
    mark.index = nextIndex;
    mark.position = 0;
    mark.offsetCount = 0;
    mark.timeCount = 0;
    mark.largestTimestamp = -1;
    mark.largestTimestampOffset = 0;
    return mark;
  }

  /** Moves behind a batch that was appended to the same segment and counted in its index. */
  void advance(long nextOffset, int nextPosition, long nowMillis) {
    offset = nextOffset;
    writtenBytes += nextPosition - position;
    position = nextPosition;
    appendTimeMillis = nowMillis;
    takeIndex();
  }

  /** Moves to the begin of a new segment. */
  void roll(Segment next) {
    segment = next;
    index = next.written();
    position = 0;
    takeIndex();
  }

  private void takeIndex() {
    offsetCount = index.offsetCount();
    timeCount = index.timeCount();
    largestTimestamp = index.largestTimestamp();
    largestTimestampOffset = index.largestTimestampOffset();
  }

  long offset() {
    return offset;
  }

  Segment segment() {
    return segment;
  }

  ActiveIndex index() {
    return index;
  }

  int position() {
    return position;
  }

  int offsetCount() {
    return offsetCount;
  }

  int timeCount() {
    return timeCount;
  }

  /** The largest timestamp of the segment's batches below the mark, or -1. */
  long largestTimestamp() {
    return largestTimestamp;
  }

  /** Bytes that were appended below the mark since the partition was loaded; only differences mean something. */
  long writtenBytes() {
    return writtenBytes;
  }

  long appendTimeMillis() {
    return appendTimeMillis;
  }

  /** The form that goes to the checkpoint, with what proves the index entries that belong to it. */
  ActiveMark toActiveMark(IndexMark offsets, IndexMark times) {
    long base = segment.baseOffset();
    LargestTimestamp largest = new LargestTimestamp(largestTimestamp, base + largestTimestampOffset);
    return new ActiveMark(base, position, offsets, times, largest, appendTimeMillis);
  }
}
