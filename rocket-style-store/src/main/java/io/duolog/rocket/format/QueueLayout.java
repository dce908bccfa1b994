package io.duolog.rocket.format;

/**
 * Stateless. Where each field of a ConsumeQueue page lies, big-endian, described in {@code
 * docs/formats/queue-entry.md}.
 *
 * <pre>
 * page of 4,096 bytes            entry of 40 bytes
 *  0 incarnation  8               0 base offset    8
 *  8 ordinal      4               8 log position   8
 * 12 version      2              16 size           4   of the batch; 0 until published
 * 14 reserved     2              20 record count   4
 * 16 102 entries                 24 max timestamp  8
 *                                32 tag bloom      8
 * </pre>
 */
public final class QueueLayout {
  /** Version of this layout. */
  public static final short VERSION = 1;

  /** Bytes of a page. */
  public static final int PAGE_SIZE_BYTES = 4096;

  /** The partition's incarnation, in the page. */
  public static final int INCARNATION_AT = 0;

  /** The page's number in the partition's queue, in the page. */
  public static final int ORDINAL_AT = INCARNATION_AT + Long.BYTES;

  /** The layout's version, in the page. */
  public static final int VERSION_AT = ORDINAL_AT + Integer.BYTES;

  private static final int RESERVED_AT = VERSION_AT + Short.BYTES;

  /** Bytes of a page before its entries. */
  public static final int PAGE_HEADER_BYTES = RESERVED_AT + Short.BYTES;

  /** Offset of the first record, in the entry. */
  public static final int BASE_OFFSET_AT = 0;

  /** Position of the frame in the log, in the entry. */
  public static final int POSITION_AT = BASE_OFFSET_AT + Long.BYTES;

  /** Size of the batch, in the entry: written last. */
  public static final int SIZE_AT = POSITION_AT + Long.BYTES;

  /** Count of records, in the entry. */
  public static final int RECORD_COUNT_AT = SIZE_AT + Integer.BYTES;

  /** Largest timestamp of the batch, in the entry. */
  public static final int MAX_TIMESTAMP_AT = RECORD_COUNT_AT + Integer.BYTES;

  /** Bloom of the batch's tags, in the entry. */
  public static final int TAG_BLOOM_AT = MAX_TIMESTAMP_AT + Long.BYTES;

  /** Bytes of an entry. */
  public static final int ENTRY_SIZE_BYTES = TAG_BLOOM_AT + Long.BYTES;

  /** Entries of a page. */
  public static final int ENTRIES_PER_PAGE = (PAGE_SIZE_BYTES - PAGE_HEADER_BYTES) / ENTRY_SIZE_BYTES;

  private QueueLayout() {}

  /** Where an entry begins in its page. */
  public static int entryAt(int slot) {
    return PAGE_HEADER_BYTES + slot * ENTRY_SIZE_BYTES;
  }
}
