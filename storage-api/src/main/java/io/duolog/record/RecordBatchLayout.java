package io.duolog.record;

import java.nio.ByteBuffer;

/**
 * Stateless. Where each field of a record batch (magic 2) lies, relative to the first byte of the batch, and the only
 * place that writes such a number down.
 *
 * <pre>{@code
 *  0              8            12           16    17    21           23
 *  | baseOffset   | batchLength | leaderEpoch | magic | crc | attributes | lastOffsetDelta ...
 *                                                           |<------ covered by the CRC ------
 * }</pre>
 *
 * <p>All numbers are big endian. Base offset, batch length, leader epoch and magic lie before the bytes that the CRC
 * covers, so an engine assigns offset and epoch in place without touching the checksum. The authority on the format is
 * {@code docs/formats/record-batch.md}.
 */
public final class RecordBatchLayout {

  /** 64-bit offset of the first record; assigned by the engine at append. */
  public static final int BASE_OFFSET_AT = 0;

  /** 32-bit count of the bytes that follow this field. */
  public static final int BATCH_LENGTH_AT = BASE_OFFSET_AT + Long.BYTES;

  /** 32-bit epoch of the leader that accepted the batch; stamped by the engine at append. */
  public static final int LEADER_EPOCH_AT = BATCH_LENGTH_AT + Integer.BYTES;

  /** 8-bit format version, {@value #MAGIC}. */
  public static final int MAGIC_AT = LEADER_EPOCH_AT + Integer.BYTES;

  /** 32-bit CRC32C over everything from {@link #ATTRIBUTES_AT} to the end of the batch. */
  public static final int CRC_AT = MAGIC_AT + Byte.BYTES;

  /** 16-bit flags: see the masks of this class. The first byte that the CRC covers. */
  public static final int ATTRIBUTES_AT = CRC_AT + Integer.BYTES;

  /** 32-bit offset of the last record, relative to the base offset. */
  public static final int LAST_OFFSET_DELTA_AT = ATTRIBUTES_AT + Short.BYTES;

  /** 64-bit timestamp, in milliseconds, that record timestamps are relative to; or the delete horizon. */
  public static final int BASE_TIMESTAMP_AT = LAST_OFFSET_DELTA_AT + Integer.BYTES;

  /** 64-bit largest timestamp of the batch in milliseconds. */
  public static final int MAX_TIMESTAMP_AT = BASE_TIMESTAMP_AT + Long.BYTES;

  /** 64-bit producer id, or {@link #NO_PRODUCER_ID}. */
  public static final int PRODUCER_ID_AT = MAX_TIMESTAMP_AT + Long.BYTES;

  /** 16-bit producer epoch, or {@link #NO_PRODUCER_EPOCH}. */
  public static final int PRODUCER_EPOCH_AT = PRODUCER_ID_AT + Long.BYTES;

  /** 32-bit sequence number of the first record, or {@link #NO_SEQUENCE}. */
  public static final int BASE_SEQUENCE_AT = PRODUCER_EPOCH_AT + Short.BYTES;

  /** 32-bit number of records. */
  public static final int RECORD_COUNT_AT = BASE_SEQUENCE_AT + Integer.BYTES;

  /** First byte of the records, compressed or not. */
  public static final int RECORDS_AT = RECORD_COUNT_AT + Integer.BYTES;

  /** Bytes of the header, and of an empty batch. */
  public static final int HEADER_SIZE_BYTES = RECORDS_AT;

  /** Bytes before those that {@code batchLength} counts: the batch is this much larger than the field says. */
  public static final int LENGTH_OVERHEAD_BYTES = LEADER_EPOCH_AT;

  /** The one format version that this package reads and writes. */
  public static final byte MAGIC = 2;

  /** Attribute bits 0 to 2: the compression's id. */
  public static final int COMPRESSION_MASK = 0x07;

  /** Attribute bit 3: timestamps are log append time. */
  public static final int LOG_APPEND_TIME_MASK = 0x08;

  /** Attribute bit 4: the batch is part of a transaction. */
  public static final int TRANSACTIONAL_MASK = 0x10;

  /** Attribute bit 5: the batch holds a control record, which clients do not see. */
  public static final int CONTROL_MASK = 0x20;

  /** Attribute bit 6: the base timestamp is the time after which compaction may drop tombstones. */
  public static final int DELETE_HORIZON_MASK = 0x40;

  /** A timestamp that is not there. */
  public static final long NO_TIMESTAMP = -1;

  /** A producer id that is not there. */
  public static final long NO_PRODUCER_ID = -1;

  /** A producer epoch that is not there. */
  public static final short NO_PRODUCER_EPOCH = -1;

  /** A sequence number that is not there. */
  public static final int NO_SEQUENCE = -1;

  /** A leader epoch that is not there. */
  public static final int NO_LEADER_EPOCH = -1;

  private RecordBatchLayout() {}

  /**
   * Writes the base offset of the batch at {@code index} in place; the CRC does not cover it.
   *
   * @param buffer the buffer that holds the batch; its position and limit stay as they are
   * @param index position of the first byte of the batch in {@code buffer}
   * @param baseOffset offset of the first record
   * @throws IndexOutOfBoundsException if the field does not lie inside the buffer's limit
   */
  public static void stampBaseOffset(ByteBuffer buffer, int index, long baseOffset) {
    BigEndian.putLong(buffer, index + BASE_OFFSET_AT, baseOffset);
  }

  /**
   * Writes the leader epoch of the batch at {@code index} in place; the CRC does not cover it.
   *
   * @param buffer the buffer that holds the batch; its position and limit stay as they are
   * @param index position of the first byte of the batch in {@code buffer}
   * @param leaderEpoch epoch of the leader that accepts the batch
   * @throws IndexOutOfBoundsException if the field does not lie inside the buffer's limit
   */
  public static void stampLeaderEpoch(ByteBuffer buffer, int index, int leaderEpoch) {
    BigEndian.putInt(buffer, index + LEADER_EPOCH_AT, leaderEpoch);
  }

  /**
   * Writes base offset and leader epoch of the batch at {@code index} in place; the CRC covers neither.
   *
   * @param buffer the buffer that holds the batch; its position and limit stay as they are
   * @param index position of the first byte of the batch in {@code buffer}
   * @param baseOffset offset of the first record
   * @param leaderEpoch epoch of the leader that accepts the batch
   * @throws IndexOutOfBoundsException if a field does not lie inside the buffer's limit
   */
  public static void stamp(ByteBuffer buffer, int index, long baseOffset, int leaderEpoch) {
    stampBaseOffset(buffer, index, baseOffset);
    stampLeaderEpoch(buffer, index, leaderEpoch);
  }

  /**
   * The sequence number {@code increment} records after {@code sequence}; numbers wrap from {@link Integer#MAX_VALUE}
   * to 0.
   *
   * @param sequence a sequence number, not negative
   * @param increment records between, not negative
   */
  public static int sequenceAfter(int sequence, int increment) {
    return (sequence + increment) & Integer.MAX_VALUE;
  }
}
