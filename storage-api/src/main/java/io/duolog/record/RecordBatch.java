package io.duolog.record;

import static io.duolog.record.RecordBatchLayout.ATTRIBUTES_AT;
import static io.duolog.record.RecordBatchLayout.BASE_OFFSET_AT;
import static io.duolog.record.RecordBatchLayout.BASE_SEQUENCE_AT;
import static io.duolog.record.RecordBatchLayout.BASE_TIMESTAMP_AT;
import static io.duolog.record.RecordBatchLayout.BATCH_LENGTH_AT;
import static io.duolog.record.RecordBatchLayout.COMPRESSION_MASK;
import static io.duolog.record.RecordBatchLayout.CONTROL_MASK;
import static io.duolog.record.RecordBatchLayout.CRC_AT;
import static io.duolog.record.RecordBatchLayout.DELETE_HORIZON_MASK;
import static io.duolog.record.RecordBatchLayout.HEADER_SIZE_BYTES;
import static io.duolog.record.RecordBatchLayout.LAST_OFFSET_DELTA_AT;
import static io.duolog.record.RecordBatchLayout.LEADER_EPOCH_AT;
import static io.duolog.record.RecordBatchLayout.LENGTH_OVERHEAD_BYTES;
import static io.duolog.record.RecordBatchLayout.LOG_APPEND_TIME_MASK;
import static io.duolog.record.RecordBatchLayout.MAGIC_AT;
import static io.duolog.record.RecordBatchLayout.MAX_TIMESTAMP_AT;
import static io.duolog.record.RecordBatchLayout.NO_PRODUCER_ID;
import static io.duolog.record.RecordBatchLayout.NO_SEQUENCE;
import static io.duolog.record.RecordBatchLayout.PRODUCER_EPOCH_AT;
import static io.duolog.record.RecordBatchLayout.PRODUCER_ID_AT;
import static io.duolog.record.RecordBatchLayout.RECORD_COUNT_AT;
import static io.duolog.record.RecordBatchLayout.TRANSACTIONAL_MASK;
import static io.duolog.record.RecordBatchLayout.sequenceAfter;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Confined to one thread. A view of one record batch in somebody else's bytes, which can be moved from batch to batch
 * without allocating.
 *
 * <p>The view reads at absolute positions and never changes the buffer's position, limit or bytes. It keeps a reference
 * to the buffer until it is wrapped around another one, and is valid only while the buffer is. Accessors return what
 * the bytes say, checked or not: {@link BatchValidator} checks a batch, {@link #isComplete()} and {@link
 * #hasValidCrc()} are the two checks a reader of stored batches needs.
 *
 * <p><b>Checksums and mapped files.</b> Never let a checksum be the first to touch a file-mapped buffer: a checksum
 * intrinsic that meets a faulting page (a media error, a truncated file) aborts the JVM. Bring such bytes to the heap
 * by a read through a channel first. As a second line of defence this class copies bytes that are not in an accessible
 * array through a small heap buffer before it sums them, so a mapped buffer given by mistake raises an {@link
 * InternalError} instead; compiled code delivers that error late, so its result is still not to be trusted.
 */
public final class RecordBatch {

  private static final ByteBuffer UNATTACHED = ByteBuffer.allocate(HEADER_SIZE_BYTES).asReadOnlyBuffer();
  private static final byte[] NO_BYTES = {};
  private static final int CRC_CHUNK_BYTES = 8 * 1024;

  private final CRC32C checksum = new CRC32C();
  private byte[] chunk = NO_BYTES;
  private ByteBuffer arrayView = ByteBuffer.wrap(NO_BYTES);
  private ByteBuffer buffer = UNATTACHED;
  private int index;

  /** Creates a view of an all-zero header; {@link #wrap(ByteBuffer, int)} gives it something to show. */
  public RecordBatch() {}

  /**
   * Moves the view to the batch whose first byte is at {@code index}. Allocates nothing.
   *
   * @param buffer holds the batch; borrowed, its byte order does not matter
   * @param index absolute position of the batch's first byte, from 0 to the buffer's limit
   * @return this view
   * @throws IllegalArgumentException if less than a header lies between {@code index} and the buffer's limit
   */
  public RecordBatch wrap(ByteBuffer buffer, int index) {
    if (index < 0 || index > buffer.limit() - HEADER_SIZE_BYTES) {
      throw new IllegalArgumentException("no batch header of " + HEADER_SIZE_BYTES + " bytes at index " + index
          + " of a buffer with limit " + buffer.limit());
    }
    this.buffer = buffer;
    this.index = index;
    return this;
  }

  /**
   * Moves the view to the batch whose first byte is at {@code index} of a Netty buffer. Allocates nothing while
   * successive buffers share one array; otherwise, and always for direct memory, one short-lived buffer object (the
   * buffer's own internal one is not used: it is shared with every slice, on whatever thread that is). A composite
   * buffer whose batch lies in more than one component is copied.
   *
   * @param bytes holds the batch; borrowed, not retained, its reader and writer index do not change
   * @param index absolute index of the batch's first byte
   * @return this view
   * @throws IllegalArgumentException if less than a header lies between {@code index} and the writer index
   */
  public RecordBatch wrap(ByteBuf bytes, int index) {
    int available = bytes.writerIndex() - index;
    if (index < 0 || available < HEADER_SIZE_BYTES) {
      throw new IllegalArgumentException("no batch header of " + HEADER_SIZE_BYTES + " bytes at index " + index
          + " of a buffer with writer index " + bytes.writerIndex());
    }
    if (bytes.hasArray()) {
      return wrapArray(bytes.array(), bytes.arrayOffset() + index, available);
    }
    return wrap(bytes.nioBuffer(index, available), 0);
  }

  @SuppressWarnings("ByteBufferBackingArray") // only its identity is asked for
  private RecordBatch wrapArray(byte[] array, int at, int available) {
    ByteBuffer view = arrayView;
    if (view.array() != array) {
      view = ByteBuffer.wrap(array);
      arrayView = view;
    }
    view.limit(at + available);
    return wrap(view, at);
  }

  /** Lets go of the buffer, so that it can be collected or released; the view shows an all-zero header again. */
  public void detach() {
    buffer = UNATTACHED;
    index = 0;
    arrayView = ByteBuffer.wrap(NO_BYTES);
  }

  /** The buffer that the view reads; not a copy, and not to be changed through it. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /** Absolute position of the batch's first byte in {@link #buffer()}. */
  public int index() {
    return index;
  }

  /** Offset of the first record (of the first that was appended, if compaction removed some). */
  public long baseOffset() {
    return BigEndian.longAt(buffer, index + BASE_OFFSET_AT);
  }

  /** The length field: bytes of the batch behind that field. */
  public int batchLength() {
    return BigEndian.intAt(buffer, index + BATCH_LENGTH_AT);
  }

  /**
   * Bytes of the whole batch, header included. At least {@link RecordBatchLayout#HEADER_SIZE_BYTES} in a sound batch;
   * of damaged bytes it may be anything, also negative.
   */
  public int sizeBytes() {
    return LENGTH_OVERHEAD_BYTES + batchLength();
  }

  /** Epoch of the leader that accepted the batch, or {@link RecordBatchLayout#NO_LEADER_EPOCH}. */
  public int leaderEpoch() {
    return BigEndian.intAt(buffer, index + LEADER_EPOCH_AT);
  }

  /** Format version; every other accessor presumes {@link RecordBatchLayout#MAGIC}. */
  public byte magic() {
    return buffer.get(index + MAGIC_AT);
  }

  /** The stored CRC32C, unsigned. */
  public long crc() {
    return BigEndian.intAt(buffer, index + CRC_AT) & 0xFFFF_FFFFL;
  }

  /** The raw flags. */
  public short attributes() {
    return BigEndian.shortAt(buffer, index + ATTRIBUTES_AT);
  }

  /** The raw compression id, 0 to 7. */
  public int compressionId() {
    return attributes() & COMPRESSION_MASK;
  }

  /**
   * How the records are compressed.
   *
   * @throws InvalidBatchException with {@link InvalidBatchException.Reason#COMPRESSION} if the id is unknown
   */
  public Compression compression() {
    return Compression.byId(compressionId());
  }

  /** What the timestamps mean. */
  public TimestampType timestampType() {
    return hasAttribute(LOG_APPEND_TIME_MASK) ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME;
  }

  /** Whether the batch is part of a transaction. */
  public boolean isTransactional() {
    return hasAttribute(TRANSACTIONAL_MASK);
  }

  /** Whether the batch holds a control record, which consumers do not see. */
  public boolean isControl() {
    return hasAttribute(CONTROL_MASK);
  }

  /** Whether {@link #baseTimestamp()} is the time after which compaction may drop tombstones. */
  public boolean hasDeleteHorizon() {
    return hasAttribute(DELETE_HORIZON_MASK);
  }

  private boolean hasAttribute(int mask) {
    return (attributes() & mask) != 0;
  }

  /** Offset of the last record relative to {@link #baseOffset()}. */
  public int lastOffsetDelta() {
    return BigEndian.intAt(buffer, index + LAST_OFFSET_DELTA_AT);
  }

  /** Offset of the last record; compaction keeps it even if it removes that record. */
  public long lastOffset() {
    return baseOffset() + lastOffsetDelta();
  }

  /** Smallest base offset of a batch that follows this one. */
  public long nextOffset() {
    return lastOffset() + 1;
  }

  /** Milliseconds that record timestamps are relative to, or {@link RecordBatchLayout#NO_TIMESTAMP}. */
  public long baseTimestamp() {
    return BigEndian.longAt(buffer, index + BASE_TIMESTAMP_AT);
  }

  /** Largest record timestamp in milliseconds, or {@link RecordBatchLayout#NO_TIMESTAMP}. */
  public long maxTimestamp() {
    return BigEndian.longAt(buffer, index + MAX_TIMESTAMP_AT);
  }

  /** Id of an idempotent producer, or {@link RecordBatchLayout#NO_PRODUCER_ID}. */
  public long producerId() {
    return BigEndian.longAt(buffer, index + PRODUCER_ID_AT);
  }

  /** Whether an idempotent producer wrote the batch. */
  public boolean hasProducer() {
    return producerId() > NO_PRODUCER_ID;
  }

  /** Epoch of the producer, or {@link RecordBatchLayout#NO_PRODUCER_EPOCH}. */
  public short producerEpoch() {
    return BigEndian.shortAt(buffer, index + PRODUCER_EPOCH_AT);
  }

  /** Sequence number of the first record, or {@link RecordBatchLayout#NO_SEQUENCE}. */
  public int baseSequence() {
    return BigEndian.intAt(buffer, index + BASE_SEQUENCE_AT);
  }

  /** Sequence number of the last record, wrapped to 0 behind the largest, or {@link RecordBatchLayout#NO_SEQUENCE}. */
  public int lastSequence() {
    int baseSequence = baseSequence();
    return baseSequence == NO_SEQUENCE ? NO_SEQUENCE : sequenceAfter(baseSequence, lastOffsetDelta());
  }

  /** Number of records in the batch; 0 if compaction removed all. */
  public int recordCount() {
    return BigEndian.intAt(buffer, index + RECORD_COUNT_AT);
  }

  /** Whether the length field names at least a header and no more than the bytes up to the buffer's limit. */
  public boolean isComplete() {
    int size = sizeBytes();
    return size >= HEADER_SIZE_BYTES && size <= buffer.limit() - index;
  }

  /**
   * The CRC32C of the batch's bytes from the attributes to its end, unsigned. Allocates nothing, except once a view's
   * life a small array if the bytes are not in an accessible one.
   *
   * @throws IllegalStateException if the batch is not {@linkplain #isComplete() complete}
   */
  public long computeCrc() {
    if (!isComplete()) {
      throw new IllegalStateException("batch of " + sizeBytes() + " bytes at index " + index
          + " does not lie inside the buffer's limit " + buffer.limit());
    }
    return checksumOf(index + ATTRIBUTES_AT, sizeBytes() - ATTRIBUTES_AT);
  }

  /** Whether the batch is {@linkplain #isComplete() complete} and its bytes have the CRC that it carries. */
  public boolean hasValidCrc() {
    return isComplete() && checksumOf(index + ATTRIBUTES_AT, sizeBytes() - ATTRIBUTES_AT) == crc();
  }

  private long checksumOf(int position, int length) {
    checksum.reset();
    if (buffer.hasArray()) {
      checksum.update(buffer.array(), buffer.arrayOffset() + position, length);
    } else {
      updateInChunks(position, length);
    }
    return checksum.getValue();
  }

  private void updateInChunks(int position, int length) {
    if (chunk.length == 0) {
      chunk = new byte[CRC_CHUNK_BYTES];
    }
    for (int done = 0; done < length; ) {
      int step = Math.min(length - done, chunk.length);
      buffer.get(position + done, chunk, 0, step);
      checksum.update(chunk, 0, step);
      done += step;
    }
  }

  @Override
  public String toString() {
    return "RecordBatch[baseOffset=" + baseOffset() + ", lastOffsetDelta=" + lastOffsetDelta() + ", sizeBytes="
        + sizeBytes() + ", leaderEpoch=" + leaderEpoch() + ", magic=" + magic() + ", attributes=" + attributes()
        + ", maxTimestamp=" + maxTimestamp() + ", producerId=" + producerId() + ", recordCount=" + recordCount() + "]";
  }
}
