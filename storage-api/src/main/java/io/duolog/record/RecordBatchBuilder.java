package io.duolog.record;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Confined to one thread. Builds record batches one after another in its own memory: settings, then records, then
 * {@link #build()}, then {@link #reset()} for the next batch with the same settings.
 *
 * <pre>{@code
 * ByteBuffer batch = new RecordBatchBuilder()
 *     .compression(Compression.GZIP)
 *     .append(timestamp, key, value)
 *     .build();
 * }</pre>
 *
 * <p>Keys, values and headers are copied by {@code append}, so the caller keeps its buffers, whose positions do not
 * change. Offsets are dense unless {@link #skipOffsets(int)} leaves a gap, as compaction does.
 */
public final class RecordBatchBuilder {

  private final RecordWriter records = new RecordWriter();
  private final CRC32C checksum = new CRC32C();
  private Compression compression = Compression.NONE;
  private TimestampType timestampType = TimestampType.CREATE_TIME;
  private long baseOffset;
  private int leaderEpoch = RecordBatchLayout.NO_LEADER_EPOCH;
  private long producerId = RecordBatchLayout.NO_PRODUCER_ID;
  private short producerEpoch = RecordBatchLayout.NO_PRODUCER_EPOCH;
  private int baseSequence = RecordBatchLayout.NO_SEQUENCE;
  private boolean transactional;
  private boolean control;
  private int recordCount;
  private int nextOffsetDelta;
  private long baseTimestamp = RecordBatchLayout.NO_TIMESTAMP;
  private long maxTimestamp = RecordBatchLayout.NO_TIMESTAMP;

  /** Creates a builder of uncompressed batches at offset 0, with create time and neither epoch nor producer. */
  public RecordBatchBuilder() {}

  /**
   * Sets the compression: none (the default) or gzip.
   *
   * @throws UnsupportedCodecException if it is another one
   */
  public RecordBatchBuilder compression(Compression compression) {
    if (compression != Compression.NONE && compression != Compression.GZIP) {
      throw new UnsupportedCodecException(compression);
    }
    this.compression = compression;
    return this;
  }

  /** Sets what the timestamps mean; create time is the default, and the only one that an engine takes from clients. */
  public RecordBatchBuilder timestampType(TimestampType timestampType) {
    this.timestampType = timestampType;
    return this;
  }

  /** Sets the offset of the first record; 0 is the default. */
  public RecordBatchBuilder baseOffset(long baseOffset) {
    this.baseOffset = baseOffset;
    return this;
  }

  /** Sets the leader epoch; {@link RecordBatchLayout#NO_LEADER_EPOCH} is the default. */
  public RecordBatchBuilder leaderEpoch(int leaderEpoch) {
    this.leaderEpoch = leaderEpoch;
    return this;
  }

  /** Sets the idempotent producer and the sequence number of the first record; none is the default. */
  public RecordBatchBuilder producer(long producerId, short producerEpoch, int baseSequence) {
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
    this.baseSequence = baseSequence;
    return this;
  }

  /** Sets whether the batch is part of a transaction; it is not by default. */
  public RecordBatchBuilder transactional(boolean transactional) {
    this.transactional = transactional;
    return this;
  }

  /** Sets whether this is a control batch; it is not by default. {@link TransactionMarker} writes the usual ones. */
  public RecordBatchBuilder control(boolean control) {
    this.control = control;
    return this;
  }

  /** Appends a record without headers. */
  public RecordBatchBuilder append(long timestamp, byte @Nullable [] key, byte @Nullable [] value) {
    return append(timestamp, key, value, List.of());
  }

  /** Appends a record; see {@link #append(long, ByteBuffer, ByteBuffer, List)}. */
  public RecordBatchBuilder append(long timestamp, byte @Nullable [] key, byte @Nullable [] value,
      List<RecordHeader> headers) {
    return append(timestamp, key == null ? null : ByteBuffer.wrap(key), value == null ? null : ByteBuffer.wrap(value),
        headers);
  }

  /** Appends a record without headers; see {@link #append(long, ByteBuffer, ByteBuffer, List)}. */
  public RecordBatchBuilder append(long timestamp, @Nullable ByteBuffer key, @Nullable ByteBuffer value) {
    return append(timestamp, key, value, List.of());
  }

  /**
   * Appends a record.
   *
   * @param timestamp milliseconds, or {@link RecordBatchLayout#NO_TIMESTAMP}
   * @param key the key from position to limit, or null
   * @param value the value from position to limit, or null
   * @param headers the headers in their order
   * @return this builder
   * @throws IllegalArgumentException if the timestamp is below {@link RecordBatchLayout#NO_TIMESTAMP}
   * @throws ArithmeticException if the batch would pass 2 GiB or 2^31 offsets; the builder is as before
   */
  public RecordBatchBuilder append(long timestamp, @Nullable ByteBuffer key, @Nullable ByteBuffer value,
      List<RecordHeader> headers) {
    if (timestamp < RecordBatchLayout.NO_TIMESTAMP) {
      throw new IllegalArgumentException(
          "timestamp " + timestamp + ", at least " + RecordBatchLayout.NO_TIMESTAMP + " is needed");
    }
    int next = Math.incrementExact(nextOffsetDelta);
    long base = recordCount == 0 ? timestamp : baseTimestamp;
    records.append(nextOffsetDelta, timestamp - base, key, value, headers);
    baseTimestamp = base;
    maxTimestamp = Math.max(maxTimestamp, timestamp);
    nextOffsetDelta = next;
    recordCount++;
    return this;
  }

  /**
   * Leaves {@code count} offsets without a record, as compaction does. A batch of skipped offsets alone is legal: it is
   * empty and keeps its offsets.
   */
  public RecordBatchBuilder skipOffsets(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("skipped offsets " + count + ", at least 0 is needed");
    }
    nextOffsetDelta = Math.addExact(nextOffsetDelta, count);
    return this;
  }

  /** Records appended since the last {@link #reset()}. */
  public int recordCount() {
    return recordCount;
  }

  /** Size of the batch if it were built now: exact without compression, and before compression with it. */
  public int estimatedSizeBytes() {
    return records.size();
  }

  /** Forgets the records and keeps the settings. */
  public RecordBatchBuilder reset() {
    records.clear();
    recordCount = 0;
    nextOffsetDelta = 0;
    baseTimestamp = RecordBatchLayout.NO_TIMESTAMP;
    maxTimestamp = RecordBatchLayout.NO_TIMESTAMP;
    return this;
  }

  /**
   * The batch, in a new heap buffer of exactly its size, which belongs to the caller. The builder keeps its records.
   *
   * @throws IllegalStateException if there is neither a record nor a skipped offset
   */
  public ByteBuffer build() {
    byte[] batch = encode();
    int size = encodedSize(batch);
    return ByteBuffer.wrap(batch == records.bytes() ? Arrays.copyOf(batch, size) : batch);
  }

  /**
   * Writes the batch at the writer index of {@code target}, which grows as needed.
   *
   * @return bytes written
   * @throws IllegalStateException if there is neither a record nor a skipped offset
   */
  public int buildInto(ByteBuf target) {
    byte[] batch = encode();
    int size = encodedSize(batch);
    target.writeBytes(batch, 0, size);
    return size;
  }

  /**
   * Writes the batch at the position of {@code target} and moves the position behind it.
   *
   * @return bytes written
   * @throws java.nio.BufferOverflowException if the batch does not fit; nothing is written then
   * @throws IllegalStateException if there is neither a record nor a skipped offset
   */
  public int buildInto(ByteBuffer target) {
    byte[] batch = encode();
    int size = encodedSize(batch);
    target.put(batch, 0, size);
    return size;
  }

  private int encodedSize(byte[] batch) {
    return batch == records.bytes() ? records.size() : batch.length;
  }

  /** The batch with its header, in the writer's own array if nothing had to be compressed. */
  private byte[] encode() {
    if (nextOffsetDelta == 0) {
      throw new IllegalStateException("a batch needs a record or a skipped offset, and has none");
    }
    byte[] batch = compression == Compression.NONE ? records.bytes() : compressed();
    writeHeader(batch, encodedSize(batch));
    return batch;
  }

  private byte[] compressed() {
    int from = RecordBatchLayout.HEADER_SIZE_BYTES;
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(64, records.size() / 2));
    out.writeBytes(new byte[from]);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(records.bytes(), from, records.size() - from);
    } catch (IOException e) {
      throw new UncheckedIOException("an array stream does not fail", e);
    }
    return out.toByteArray();
  }

  private void writeHeader(byte[] batch, int size) {
    ByteBuffer header = ByteBuffer.wrap(batch);
    RecordBatchLayout.stamp(header, 0, baseOffset, leaderEpoch);
    header.putInt(RecordBatchLayout.BATCH_LENGTH_AT, size - RecordBatchLayout.LENGTH_OVERHEAD_BYTES);
    header.put(RecordBatchLayout.MAGIC_AT, RecordBatchLayout.MAGIC);
    header.putShort(RecordBatchLayout.ATTRIBUTES_AT, attributes());
    header.putInt(RecordBatchLayout.LAST_OFFSET_DELTA_AT, nextOffsetDelta - 1);
    header.putLong(RecordBatchLayout.BASE_TIMESTAMP_AT, baseTimestamp);
    header.putLong(RecordBatchLayout.MAX_TIMESTAMP_AT, maxTimestamp);
    header.putLong(RecordBatchLayout.PRODUCER_ID_AT, producerId);
    header.putShort(RecordBatchLayout.PRODUCER_EPOCH_AT, producerEpoch);
    header.putInt(RecordBatchLayout.BASE_SEQUENCE_AT, baseSequence);
    header.putInt(RecordBatchLayout.RECORD_COUNT_AT, recordCount);
    checksum.reset();
    checksum.update(batch, RecordBatchLayout.ATTRIBUTES_AT, size - RecordBatchLayout.ATTRIBUTES_AT);
    header.putInt(RecordBatchLayout.CRC_AT, (int) checksum.getValue());
  }

  private short attributes() {
    int attributes = compression.id();
    if (timestampType == TimestampType.LOG_APPEND_TIME) {
      attributes |= RecordBatchLayout.LOG_APPEND_TIME_MASK;
    }
    if (transactional) {
      attributes |= RecordBatchLayout.TRANSACTIONAL_MASK;
    }
    if (control) {
      attributes |= RecordBatchLayout.CONTROL_MASK;
    }
    return (short) attributes;
  }
}
