package io.duolog.kafka.partition;

import io.duolog.kafka.fetch.ReadLimit;
import io.duolog.kafka.segment.Segment;
import io.duolog.kafka.store.Flushable;
import io.duolog.storage.EngineClock;
import io.duolog.storage.Isolation;
import io.duolog.storage.LogOffsets;
import java.util.Arrays;

/**
 * Thread-safe; guarded by its monitor, which is held for a few instructions and never over I/O. The offsets of a
 * partition with their positions: log start, durable, high watermark, log end.
 *
 * <p>The appender moves the end after the batch is in the file, so whoever reads the end may read every byte below it.
 * The offsets alone are also kept in volatile fields for those who need no position.
 */
final class LogMarks {
  private static final int REMEMBERED = 16;

  private final LogMark end;
  private final LogMark durable;
  private final LogMark lastRoll;
  private volatile long logStart;
  private volatile long endOffset;
  private volatile long durableOffset;
  private volatile long highWatermark;
  private volatile boolean isFailed;
  private final long[] rememberedOffsets = new long[REMEMBERED];
  private final long[] rememberedSegments = new long[REMEMBERED];
  private final int[] rememberedPositions = new int[REMEMBERED];
  private int nextRemembered;
  private boolean isUnsynced;
  private boolean isFirstUnsynced;
  private long unsyncedSinceNanos;
  private boolean isAboveTarget;
  private boolean isTargetEnd;
  private long aboveTargetSinceNanos;

  LogMarks(LogMark end, long logStart, long highWatermark) {
    this.end = end;
    this.durable = new LogMark(end);
    this.lastRoll = new LogMark(end);
    this.logStart = logStart;
    this.endOffset = end.offset();
    this.durableOffset = end.offset();
    this.highWatermark = highWatermark;
    Arrays.fill(rememberedOffsets, -1);
  }

  /**
   * Moves the end behind an appended batch, unless the partition has failed. The clock is the caller's own code: the
   * time of day, which every batch takes, is read without the monitor that readers need; only the first batch above
   * what is forced, or above a force's target, also reads {@code nanoTime}, with it.
   *
   * @return whether it was moved
   */
  boolean advance(long nextOffset, int nextPosition, EngineClock clock) {
    return advance(nextOffset, nextPosition, clock.currentTimeMillis(), clock);
  }

  private synchronized boolean advance(long nextOffset, int nextPosition, long nowMillis, EngineClock clock) {
    if (isFailed) {
      return false;
    }
    boolean isFirst = !isUnsynced;
    long now = isFirst || !isAboveTarget ? clock.nanoTime() : 0;
    end.segment().keepOpen();
    end.advance(nextOffset, nextPosition, nowMillis); // nothing behind it can fail
    endOffset = nextOffset;
    isFirstUnsynced = isFirst;
    if (isFirst || !isAboveTarget) {
      unsyncedSinceNanos = isFirstUnsynced ? now : unsyncedSinceNanos;
      aboveTargetSinceNanos = isAboveTarget ? aboveTargetSinceNanos : now;
      isUnsynced = true;
      isAboveTarget = true;
    }
    return true;
  }

  /** Whether the last advance passed the first byte above what is forced; for the appender. */
  boolean wasFirstUnsynced() {
    return isFirstUnsynced;
  }

  /** For how long the oldest byte that no finished force covers has been there, or {@link Flushable#NOTHING}. */
  synchronized long unsyncedForNanos(long nowNanos) {
    return isUnsynced ? Math.max(0, nowNanos - unsyncedSinceNanos) : Flushable.NOTHING;
  }

  /** Moves the end to the begin of a new segment. */
  synchronized void roll(Segment next) {
    end.roll(next);
    lastRoll.set(end);
  }

  /** The end itself, for the appender: only the append lock's holder moves it, so that holder may read it. */
  LogMark endForAppender() {
    return end;
  }

  /** Copies the end, to which a force is about to go. */
  synchronized void copyEnd(LogMark target) {
    target.set(end);
    isTargetEnd = true;
    isAboveTarget = false;
  }

  /** Copies the begin of the active segment, below which everything may be sealed. */
  synchronized void copyLastRoll(LogMark target) {
    isTargetEnd = false;
    target.set(lastRoll);
  }

  synchronized LogMark end() {
    return new LogMark(end);
  }

  /** Where reads at the log end stop. */
  synchronized LogMark visibleEndMark() {
    return new LogMark(isFailed ? durable : end);
  }

  synchronized LogMark durable() {
    return new LogMark(durable);
  }

  /**
   * Moves the durable mark up to where a force went.
   *
   * @return how many bytes it covers that none before it did
   */
  synchronized long forced(LogMark mark) {
    if (isFailed) {
      return 0;
    }
    long covered = mark.writtenBytes() - durable.writtenBytes();
    if (mark.offset() > durableOffset || mark.segment().baseOffset() > durable.segment().baseOffset()) {
      durable.set(mark);
      durableOffset = mark.offset();
    }
    if (end.writtenBytes() == durable.writtenBytes()) {
      isUnsynced = false;
    } else if (isTargetEnd) {
      unsyncedSinceNanos = aboveTargetSinceNanos;
    }
    return Math.max(0, covered);
  }

  /** Gives up the lease that keeps a segment open for its force, if the force to {@code target} covered all of it. */
  synchronized void letClose(Segment segment, LogMark target) {
    boolean isCovered =
        segment != target.segment()
            || target.position() == (segment == end.segment() ? end.position() : segment.rolledSize());
    if (isCovered) {
      segment.letClose();
    }
  }

  /** Gives up the lease that keeps a segment open for its force. */
  synchronized void letClose(Segment segment) {
    segment.letClose();
  }

  /** Bytes that are written and that no finished force covers. */
  synchronized long unsyncedBytes() {
    return end.writtenBytes() - durable.writtenBytes();
  }

  /**
   * From here on every isolation ends at the durable offset, and nothing is appended (rule D3).
   *
   * @return the end that was there
   */
  synchronized long fail() {
    isFailed = true;
    isUnsynced = false;
    return endOffset;
  }

  /** Sets the high watermark, which moves up only (rule V3). */
  synchronized long advanceHighWatermark(long offset) {
    if (offset > endOffset) {
      throw new IllegalArgumentException("high watermark " + offset + " is above the log end " + endOffset);
    }
    highWatermark = Math.max(highWatermark, offset);
    return highWatermark;
  }

  private long visibleEnd() {
    return isFailed ? durableOffset : endOffset;
  }

  /** The offset that the next batch gets. */
  long nextOffset() {
    return endOffset;
  }

  long logStart() {
    return logStart;
  }

  long durableOffset() {
    return durableOffset;
  }

  long highWatermark() {
    return highWatermark;
  }

  /** Where reads at an isolation end. */
  long endOffset(Isolation isolation) {
    return switch (isolation) {
      case LOG_END -> visibleEnd();
      case DURABLE -> durableOffset;
      case HIGH_WATERMARK, LAST_STABLE -> isFailed ? Math.min(highWatermark, durableOffset) : highWatermark;
    };
  }

  /** All offsets at one moment. */
  synchronized LogOffsets.Mutable offsets(LogOffsets.Mutable target) {
    long watermark = endOffset(Isolation.HIGH_WATERMARK);
    return target.range(logStart, visibleEnd()).marks(durableOffset, watermark, watermark);
  }

  /** All offsets, and where a read from {@code offset} begins and ends, at one moment. */
  synchronized void plan(long offset, Isolation isolation, LogOffsets.Mutable snapshot, ReadLimit limit) {
    offsets(snapshot);
    long stop = endOffset(isolation);
    boolean isDurable = stop <= durableOffset;
    LogMark mark = isDurable ? durable : end;
    limit.offset = stop;
    limit.segment = mark.segment();
    limit.position = mark.position();
    limit.endOffset = mark.offset();
    limit.isExact = stop == mark.offset();
    limit.startSegment = -1;
    for (int i = 0; i < REMEMBERED; i++) {
      if (rememberedOffsets[i] == offset) {
        limit.startSegment = rememberedSegments[i];
        limit.startPosition = rememberedPositions[i];
      }
    }
  }

  /** Remembers where a read ended: the same reader's next read begins there. */
  synchronized void remember(long offset, long segmentBaseOffset, int position) {
    rememberedOffsets[nextRemembered] = offset;
    rememberedSegments[nextRemembered] = segmentBaseOffset;
    rememberedPositions[nextRemembered] = position;
    nextRemembered = (nextRemembered + 1) % REMEMBERED;
  }
}
