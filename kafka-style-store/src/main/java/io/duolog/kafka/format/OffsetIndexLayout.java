package io.duolog.kafka.format;

/**
 * Stateless. An entry of an offset index, big-endian; in memory it is the same eight bytes as one {@code long}.
 *
 * <pre>
 *  0 relative offset  4   last offset of a batch, less the segment's base offset
 *  4 position         4   of that batch in the log file
 * </pre>
 */
public final class OffsetIndexLayout {
  /** Where the offset lies in an entry. */
  public static final int RELATIVE_OFFSET_AT = 0;

  /** Where the position lies in an entry. */
  public static final int POSITION_AT = RELATIVE_OFFSET_AT + Integer.BYTES;

  /** Bytes of an entry. */
  public static final int ENTRY_BYTES = POSITION_AT + Integer.BYTES;

  /** A batch gets an entry when it begins more than this many bytes behind the last batch that has one. */
  public static final int INTERVAL_BYTES = 4096;

  private static final int OFFSET_SHIFT = (ENTRY_BYTES - POSITION_AT) * Byte.SIZE;

  private OffsetIndexLayout() {}

  /** The entry of these two fields, none of them negative. */
  public static long entry(int relativeOffset, int position) {
    return (long) relativeOffset << OFFSET_SHIFT | position;
  }

  /** The offset of an entry. */
  public static int relativeOffset(long entry) {
    return (int) (entry >> OFFSET_SHIFT);
  }

  /** The position of an entry. */
  public static int position(long entry) {
    return (int) entry;
  }
}
