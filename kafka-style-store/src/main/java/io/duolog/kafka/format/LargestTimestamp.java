package io.duolog.kafka.format;

/**
 * The largest timestamp of a segment; immutable.
 *
 * @param timestampMillis milliseconds since the epoch, or -1
 * @param offset last offset of the first batch that carries it
 */
public record LargestTimestamp(long timestampMillis, long offset) {
  /** Of a segment without timestamps. */
  public static LargestTimestamp none(long baseOffset) {
    return new LargestTimestamp(-1, baseOffset);
  }
}
