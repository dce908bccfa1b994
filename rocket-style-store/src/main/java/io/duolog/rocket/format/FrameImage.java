package io.duolog.rocket.format;

import io.duolog.record.RecordBatchLayout;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Confined to one thread. A frame's header on the heap, with room for the header of its batch: composed and summed here
 * and then put into the log, or taken from the log and checked here. A checksum is never computed on a mapping (E4).
 */
public final class FrameImage {
  private final byte[] bytes = new byte[FrameLayout.IMAGE_SIZE_BYTES];
  private final ByteBuffer buffer = ByteBuffer.wrap(bytes);
  private final CRC32C crc = new CRC32C();
  private boolean isPublished;

  /** An image of zeros. */
  public FrameImage() {}

  /** Takes what is known of a frame before its place is: everything but position, generation and base offset. */
  public FrameImage describe(FrameKind kind, int length, FrameOwner owner, int recordCount) {
    buffer.putInt(FrameLayout.LENGTH_AT, length);
    buffer.put(FrameLayout.KIND_AT, kind.code());
    buffer.put(FrameLayout.VERSION_AT, FrameLayout.VERSION);
    buffer.putShort(FrameLayout.FLAGS_AT, (short) 0);
    buffer.putLong(FrameLayout.INCARNATION_AT, owner.incarnation());
    buffer.putLong(FrameLayout.TOPIC_AT, owner.topicHigh());
    buffer.putLong(FrameLayout.TOPIC_AT + Long.BYTES, owner.topicLow());
    buffer.putInt(FrameLayout.INDEX_AT, owner.index());
    buffer.putInt(FrameLayout.RECORD_COUNT_AT, recordCount);
    buffer.putShort(FrameLayout.PAIR_COUNT_AT, (short) 0);
    buffer.putShort(FrameLayout.RESERVED_AT, (short) 0);
    return this;
  }

  /** Takes the header of the batch that begins at {@code index}. */
  public void batchHeader(ByteBuffer source, int index) {
    source.get(index, bytes, FrameLayout.HEADER_SIZE_BYTES, RecordBatchLayout.HEADER_SIZE_BYTES);
  }

  /** Stamps base offset and leader epoch into the batch header. */
  public void stampBatch(long baseOffset, int leaderEpoch) {
    RecordBatchLayout.stamp(buffer, FrameLayout.HEADER_SIZE_BYTES, baseOffset, leaderEpoch);
  }

  /** Takes the frame's place and sums the reservation. */
  public FrameImage place(long position, int generation, long baseOffset) {
    buffer.putLong(FrameLayout.POSITION_AT, position);
    buffer.putInt(FrameLayout.GENERATION_AT, generation);
    buffer.putLong(FrameLayout.BASE_OFFSET_AT, baseOffset);
    buffer.putInt(FrameLayout.RESERVATION_CRC_AT, 0);
    buffer.putInt(FrameLayout.RESERVATION_CRC_AT, sum(FrameLayout.RESERVATION_SIZE_BYTES));
    return this;
  }

  /** Takes the append time and sums the frame: everything that a frame's header needs before it is published. */
  public FrameImage finish(long appendTimeMillis) {
    buffer.putLong(FrameLayout.APPEND_TIME_AT, appendTimeMillis);
    buffer.putInt(FrameLayout.FRAME_CRC_AT, 0);
    buffer.putInt(FrameLayout.FRAME_CRC_AT, sum(summedBytes()));
    return this;
  }

  private int summedBytes() {
    return buffer.get(FrameLayout.KIND_AT) == FrameKind.BATCH.code()
        ? FrameLayout.IMAGE_SIZE_BYTES
        : FrameLayout.HEADER_SIZE_BYTES;
  }

  private int sum(int count) {
    crc.reset();
    crc.update(bytes, 0, count);
    return (int) crc.getValue();
  }

  /** Writes what a reservation consists of, but for the length word, to a frame that begins at {@code index}. */
  public void putReservation(ByteBuffer target, int index) {
    int from = FrameLayout.KIND_AT;
    target.put(index + from, bytes, from, FrameLayout.RESERVATION_SIZE_BYTES - from);
  }

  /** Writes what follows the reservation in the header, and the batch header if {@code withBatch}. */
  public void putRest(ByteBuffer target, int index, boolean withBatch) {
    int from = FrameLayout.RESERVATION_SIZE_BYTES;
    int end = withBatch ? FrameLayout.IMAGE_SIZE_BYTES : FrameLayout.HEADER_SIZE_BYTES;
    target.put(index + from, bytes, from, end - from);
  }

  /** Writes the whole header, published, and the batch header if {@code withBatch}. */
  public void put(ByteBuffer target, int index, boolean withBatch) {
    target.put(index, bytes, 0, withBatch ? FrameLayout.IMAGE_SIZE_BYTES : FrameLayout.HEADER_SIZE_BYTES);
  }

  /** Takes a stored header, published or only reserved, and as much of a batch header as lies before the limit. */
  public FrameImage load(ByteBuffer source, int index) {
    int count = Math.min(FrameLayout.IMAGE_SIZE_BYTES, source.limit() - index);
    source.get(index, bytes, 0, count);
    int length = buffer.getInt(FrameLayout.LENGTH_AT);
    isPublished = length > 0;
    buffer.putInt(FrameLayout.LENGTH_AT, Math.abs(length));
    return this;
  }

  /**
   * Turns a reservation that was loaded into padding that keeps its place, its generation and the bytes of its
   * reservation, the checksum of which is of no meaning from here on: a published frame is checked by the other one.
   */
  public FrameImage becomePadding() {
    buffer.put(FrameLayout.KIND_AT, FrameKind.PADDING.code());
    buffer.putShort(FrameLayout.PAIR_COUNT_AT, (short) 0);
    buffer.putShort(FrameLayout.RESERVED_AT, (short) 0);
    return finish(0);
  }

  /** The first eight bytes: length, kind, version and flags. */
  public long firstWord() {
    return buffer.getLong(FrameLayout.LENGTH_AT);
  }

  /** Whether the reservation is whole. The length is positive meanwhile, whatever was stored. */
  public boolean hasValidReservation() {
    int stored = buffer.getInt(FrameLayout.RESERVATION_CRC_AT);
    buffer.putInt(FrameLayout.RESERVATION_CRC_AT, 0);
    boolean isValid = sum(FrameLayout.RESERVATION_SIZE_BYTES) == stored;
    buffer.putInt(FrameLayout.RESERVATION_CRC_AT, stored);
    return isValid;
  }

  /** Whether header and batch header are whole. */
  public boolean hasValidFrame() {
    int stored = buffer.getInt(FrameLayout.FRAME_CRC_AT);
    buffer.putInt(FrameLayout.FRAME_CRC_AT, 0);
    boolean isValid = sum(summedBytes()) == stored;
    buffer.putInt(FrameLayout.FRAME_CRC_AT, stored);
    return isValid;
  }

  /** Whether the header that was loaded was published, not only reserved. */
  public boolean isPublished() {
    return isPublished;
  }

  /** Length of the frame, positive. */
  public int length() {
    return buffer.getInt(FrameLayout.LENGTH_AT);
  }

  /** The stored number of the kind. */
  public int kindCode() {
    return buffer.get(FrameLayout.KIND_AT);
  }

  /** The layout's version. */
  public int version() {
    return buffer.get(FrameLayout.VERSION_AT);
  }

  /** The frame's own position in the log. */
  public long position() {
    return buffer.getLong(FrameLayout.POSITION_AT);
  }

  /** The log's generation when the frame was reserved. */
  public int generation() {
    return buffer.getInt(FrameLayout.GENERATION_AT);
  }

  /** The partition's incarnation. */
  public long incarnation() {
    return buffer.getLong(FrameLayout.INCARNATION_AT);
  }

  /** Records of the batch. */
  public int recordCount() {
    return buffer.getInt(FrameLayout.RECORD_COUNT_AT);
  }

  /** Offset of the batch's first record, or what the kind says. */
  public long baseOffset() {
    return buffer.getLong(FrameLayout.BASE_OFFSET_AT);
  }

  /** When the frame was appended, in milliseconds. */
  public long appendTimeMillis() {
    return buffer.getLong(FrameLayout.APPEND_TIME_AT);
  }
}
