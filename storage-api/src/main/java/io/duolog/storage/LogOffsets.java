package io.duolog.storage;

/**
 * The offsets of a partition at one moment (V2, D8): {@code logStart <= durable <= logEnd}, {@code logStart <=
 * lastStable <= highWatermark <= logEnd}. Immutable.
 *
 * @param logStart first offset that can be read
 * @param durable first offset that no finished force covers
 * @param highWatermark set by the caller, never past the log end (V3)
 * @param lastStable first offset of the earliest open transaction, at most the high watermark
 * @param logEnd offset that the next batch gets
 */
public record LogOffsets(long logStart, long durable, long highWatermark, long lastStable, long logEnd) {
  /** The offset where reads at {@code isolation} end. */
  public long end(Isolation isolation) {
    return switch (isolation) {
      case LOG_END -> logEnd;
      case DURABLE -> durable;
      case HIGH_WATERMARK -> highWatermark;
      case LAST_STABLE -> lastStable;
    };
  }

  /** A holder filled with these offsets. */
  public Mutable mutable() {
    return new Mutable().range(logStart, logEnd).marks(durable, highWatermark, lastStable);
  }

  /** The same offsets in a holder that is filled again and again. Confined to one thread. */
  public static final class Mutable {
    private long logStart;
    private long durable;
    private long highWatermark;
    private long lastStable;
    private long logEnd;

    /** All offsets 0. */
    public Mutable() {}

    /** Takes the range that can be read: log start and log end. */
    public Mutable range(long start, long end) {
      logStart = start;
      logEnd = end;
      return this;
    }

    /** Takes the marks within the range. */
    public Mutable marks(long durableOffset, long highWatermarkOffset, long lastStableOffset) {
      durable = durableOffset;
      highWatermark = highWatermarkOffset;
      lastStable = lastStableOffset;
      return this;
    }

    /** First offset that can be read. */
    public long logStart() {
      return logStart;
    }

    /** First offset that no finished force covers. */
    public long durable() {
      return durable;
    }

    /** The high watermark. */
    public long highWatermark() {
      return highWatermark;
    }

    /** The last stable offset. */
    public long lastStable() {
      return lastStable;
    }

    /** The offset that the next batch gets. */
    public long logEnd() {
      return logEnd;
    }

    /** An immutable copy. */
    public LogOffsets copy() {
      return new LogOffsets(logStart, durable, highWatermark, lastStable, logEnd);
    }
  }
}
