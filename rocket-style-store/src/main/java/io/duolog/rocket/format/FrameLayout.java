package io.duolog.rocket.format;

import io.duolog.record.RecordBatchLayout;
import java.nio.ByteBuffer;

/**
 * Stateless. Where each field of a CommitLog frame lies, big-endian, described in {@code
 * docs/formats/commitlog-frame.md}. Frames begin at multiples of 8 and have no gap between them.
 *
 * <pre>
 *  0 length           4   header and content; negative while only reserved; the commit mark
 *  4 kind             1
 *  5 version          1
 *  6 flags            2
 *  8 position         8   of this frame in the log
 * 16 generation       4   of the log
 * 20 reservation CRC  4   bytes 0 to 64, length positive, this field 0
 * 24 incarnation      8   of the partition
 * 32 topic           16
 * 48 index            4   of the partition
 * 52 record count     4
 * 56 base offset      8
 * 64 append time      8   milliseconds
 * 72 frame CRC        4   header and batch header, length positive, this field 0
 * 76 pair count       2
 * 78 reserved         2
 * 80 content, then zeros up to a multiple of 8
 * </pre>
 */
public final class FrameLayout {
  /** Version of this layout. */
  public static final byte VERSION = 1;

  static final int LENGTH_AT = 0;
  static final int KIND_AT = LENGTH_AT + Integer.BYTES;
  static final int VERSION_AT = KIND_AT + Byte.BYTES;
  static final int FLAGS_AT = VERSION_AT + Byte.BYTES;
  static final int POSITION_AT = FLAGS_AT + Short.BYTES;
  static final int GENERATION_AT = POSITION_AT + Long.BYTES;
  static final int RESERVATION_CRC_AT = GENERATION_AT + Integer.BYTES;
  static final int INCARNATION_AT = RESERVATION_CRC_AT + Integer.BYTES;
  static final int TOPIC_AT = INCARNATION_AT + Long.BYTES;
  static final int INDEX_AT = TOPIC_AT + 2 * Long.BYTES;
  static final int RECORD_COUNT_AT = INDEX_AT + Integer.BYTES;
  static final int BASE_OFFSET_AT = RECORD_COUNT_AT + Integer.BYTES;
  static final int RESERVATION_SIZE_BYTES = BASE_OFFSET_AT + Long.BYTES;
  static final int APPEND_TIME_AT = RESERVATION_SIZE_BYTES;
  static final int FRAME_CRC_AT = APPEND_TIME_AT + Long.BYTES;
  static final int PAIR_COUNT_AT = FRAME_CRC_AT + Integer.BYTES;
  static final int RESERVED_AT = PAIR_COUNT_AT + Short.BYTES;

  /** Bytes of a frame's header, and of a frame without content. */
  public static final int HEADER_SIZE_BYTES = RESERVED_AT + Short.BYTES;

  /** Frames begin at multiples of this. */
  public static final int ALIGNMENT = 8;

  static final int IMAGE_SIZE_BYTES = HEADER_SIZE_BYTES + RecordBatchLayout.HEADER_SIZE_BYTES;

  private FrameLayout() {}

  /**
   * Whether a published frame is the one that an entry of the queue says (R5): its own position and base offset, and
   * the base offset of its batch.
   */
  public static boolean isAt(ByteBuffer log, int index, long position, long baseOffset) {
    return log.getLong(index + POSITION_AT) == position
        && log.getLong(index + BASE_OFFSET_AT) == baseOffset
        && log.getLong(index + HEADER_SIZE_BYTES + RecordBatchLayout.BASE_OFFSET_AT) == baseOffset;
  }

  /** Whether a published frame holds a batch. */
  public static boolean isBatchAt(ByteBuffer log, int index) {
    return log.get(index + KIND_AT) == FrameKind.BATCH.code();
  }

  /** Whether a published frame was reserved for a batch: it holds one, or became padding that keeps its owner. */
  public static boolean wasReservedAt(ByteBuffer log, int index) {
    int kind = log.get(index + KIND_AT);
    boolean hasOwner = log.getLong(index + INCARNATION_AT) != FrameOwner.STORE.incarnation();
    return kind == FrameKind.BATCH.code() || (kind == FrameKind.PADDING.code() && hasOwner);
  }

  /** Bytes from the begin of a frame of this length to the next one. */
  public static int spanOf(int length) {
    return (length + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Length of a frame that holds a batch. */
  public static int lengthOf(int batchSizeBytes) {
    return HEADER_SIZE_BYTES + batchSizeBytes;
  }
}
