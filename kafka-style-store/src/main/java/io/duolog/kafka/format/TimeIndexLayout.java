package io.duolog.kafka.format;

/**
 * Stateless. An entry of a time index, big-endian.
 *
 * <pre>
 *  0 timestamp        8   largest timestamp of the segment so far, in milliseconds
 *  8 relative offset  4   last offset of the first batch that carries it, less the segment's base offset
 * </pre>
 */
public final class TimeIndexLayout {
  /** Where the timestamp lies in an entry. */
  public static final int TIMESTAMP_AT = 0;

  /** Where the offset lies in an entry. */
  public static final int RELATIVE_OFFSET_AT = TIMESTAMP_AT + Long.BYTES;

  /** Bytes of an entry. */
  public static final int ENTRY_BYTES = RELATIVE_OFFSET_AT + Integer.BYTES;

  private TimeIndexLayout() {}
}
