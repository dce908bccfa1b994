package io.duolog.conformance.workload;

import io.duolog.record.RecordBatchLayout;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;

/** A way in which a client's batch can be wrong (A2). Immutable: the functions hold no state. */
@SuppressWarnings("ImmutableEnumChecker")
public enum Defect {
  /** No byte at all. */
  EMPTY(batch -> ByteBuffer.allocate(0)),
  /** The last byte is missing. */
  SHORT(batch -> batch.slice(0, batch.limit() - 1)),
  /** Less than a header. */
  HALF_HEADER(batch -> batch.slice(0, RecordBatchLayout.HEADER_SIZE_BYTES / 2)),
  /** A byte too many behind the batch. */
  LONG(batch -> ByteBuffer.allocate(batch.limit() + 1).put(batch).rewind()),
  /** The length field is negative. */
  NEGATIVE_LENGTH(batch -> batch.putInt(RecordBatchLayout.BATCH_LENGTH_AT, -1)),
  /** A magic that never was. */
  MAGIC(batch -> batch.put(RecordBatchLayout.MAGIC_AT, (byte) 9)),
  /** The message format before record batches. */
  OLD_MAGIC(batch -> batch.put(RecordBatchLayout.MAGIC_AT, (byte) 1)),
  /** A bit of the payload is turned. */
  PAYLOAD_BIT(batch -> flipped(batch, batch.limit() - 1)),
  /** A bit of the stored checksum is turned. */
  CHECKSUM_BIT(batch -> flipped(batch, RecordBatchLayout.CRC_AT)),
  /** A compression that does not exist. */
  COMPRESSION(batch -> attributes(batch, 7)),
  /** Log append time, which is the engine's to say. */
  LOG_APPEND_TIME(batch -> attributes(batch, RecordBatchLayout.LOG_APPEND_TIME_MASK)),
  /** A delete horizon, which only a log may carry. */
  DELETE_HORIZON(batch -> attributes(batch, RecordBatchLayout.DELETE_HORIZON_MASK)),
  /** More records than the last offset delta has room for. */
  COUNT_ABOVE_DELTA(batch -> integer(batch, RecordBatchLayout.RECORD_COUNT_AT, 4)),
  /** No records. */
  NO_RECORDS(batch -> integer(integer(batch, RecordBatchLayout.RECORD_COUNT_AT, 0),
      RecordBatchLayout.LAST_OFFSET_DELTA_AT, -1)),
  /** Header fields agree with each other and not with the records. */
  FEWER_RECORDS(batch -> integer(integer(batch, RecordBatchLayout.RECORD_COUNT_AT, 2),
      RecordBatchLayout.LAST_OFFSET_DELTA_AT, 1)),
  /** The largest timestamp is not that of any record. */
  LARGEST_TIMESTAMP(batch -> longInteger(batch, RecordBatchLayout.MAX_TIMESTAMP_AT, Long.MAX_VALUE)),
  /** The largest timestamp is negative. */
  NEGATIVE_TIMESTAMP(batch -> longInteger(batch, RecordBatchLayout.MAX_TIMESTAMP_AT, -2)),
  /** A sequence number without a producer. */
  SEQUENCE_WITHOUT_PRODUCER(batch -> integer(batch, RecordBatchLayout.BASE_SEQUENCE_AT, 5)),
  /** The first record says that it is longer than the batch. */
  RECORD_LENGTH(batch -> Batches.sealed(batch.put(RecordBatchLayout.HEADER_SIZE_BYTES, (byte) 0x7e)));

  private static final int RECORDS = 3;

  private final UnaryOperator<ByteBuffer> damage;

  Defect(UnaryOperator<ByteBuffer> damage) {
    this.damage = damage;
  }

  /** A batch of three records with this defect and no other. */
  public ByteBuffer batch(long seed) {
    return damage.apply(Batches.random(RECORDS, 20, seed));
  }

  private static ByteBuffer flipped(ByteBuffer batch, int index) {
    return batch.put(index, (byte) (batch.get(index) ^ 0x10));
  }

  private static ByteBuffer attributes(ByteBuffer batch, int flags) {
    return Batches.sealed(batch.putShort(RecordBatchLayout.ATTRIBUTES_AT, (short) flags));
  }

  private static ByteBuffer integer(ByteBuffer batch, int index, int value) {
    return Batches.sealed(batch.putInt(index, value));
  }

  private static ByteBuffer longInteger(ByteBuffer batch, int index, long value) {
    return Batches.sealed(batch.putLong(index, value));
  }
}
