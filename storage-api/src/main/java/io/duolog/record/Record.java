package io.duolog.record;

import io.duolog.record.InvalidBatchException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Confined to one thread. A view of one record in the bytes of its batch, or in the iterator's own memory if the batch
 * is compressed. {@link RecordIterator} moves it: whoever keeps a record across {@link RecordIterator#next()} copies
 * what it needs. Accessors allocate nothing unless they say so.
 */
@SuppressWarnings("AvoidCommonTypeNames") // the name of the concept; nobody here needs java.lang.Record
public final class Record {

  private final RecordHeaders headers = new RecordHeaders();
  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private int sizeBytes;
  private byte attributes;
  private long timestampDelta;
  private long timestamp;
  private int offsetDelta;
  private long offset;
  private int sequence;
  private int keyPosition;
  private int keySize;
  private int valuePosition;
  private int valueSize;
  private int headerCount;
  private int headersPosition;
  private int endPosition;

  Record() {}

  /** Bytes of the record, its length field included. */
  public int sizeBytes() {
    return sizeBytes;
  }

  /** The record's flags; no bit has a meaning yet. */
  public byte attributes() {
    return attributes;
  }

  /** Offset of the record in its partition. */
  public long offset() {
    return offset;
  }

  /** Offset relative to the batch's base offset. */
  public int offsetDelta() {
    return offsetDelta;
  }

  /** Timestamp in milliseconds; the batch's maximum if the batch carries log append time. */
  public long timestamp() {
    return timestamp;
  }

  /** Sequence number of the record, or {@link RecordBatchLayout#NO_SEQUENCE}. */
  public int sequence() {
    return sequence;
  }

  /** The buffer that the positions of this record refer to; borrowed and not to be changed. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /** Whether the record has a key; an empty key is a key. */
  public boolean hasKey() {
    return keySize >= 0;
  }

  /** Bytes of the key, or -1 if there is none. */
  public int keySizeBytes() {
    return keySize;
  }

  /** Absolute position of the key in {@link #buffer()}; meaningless without a key. */
  public int keyPosition() {
    return keyPosition;
  }

  /** The key as a read-only view, or null if there is none. Allocates the view. */
  public @Nullable ByteBuffer key() {
    return view(buffer, keyPosition, keySize);
  }

  /** Whether the record has a value; in a compacted partition a record without one is a tombstone. */
  public boolean hasValue() {
    return valueSize >= 0;
  }

  /** Bytes of the value, or -1 if there is none. */
  public int valueSizeBytes() {
    return valueSize;
  }

  /** Absolute position of the value in {@link #buffer()}; meaningless without a value. */
  public int valuePosition() {
    return valuePosition;
  }

  /** The value as a read-only view, or null if there is none. Allocates the view. */
  public @Nullable ByteBuffer value() {
    return view(buffer, valuePosition, valueSize);
  }

  /** Number of headers. */
  public int headerCount() {
    return headerCount;
  }

  /** A cursor before the first header; each call rewinds the one cursor that the record owns. */
  public RecordHeaders headers() {
    return headers.wrap(buffer, headersPosition, endPosition, headerCount);
  }

  /** A list of the headers with views of their values. Allocates. */
  public List<RecordHeader> headerList() {
    List<RecordHeader> list = new ArrayList<>(headerCount);
    RecordHeaders cursor = headers();
    while (cursor.next()) {
      list.add(new RecordHeader(cursor.key(), cursor.value()));
    }
    return list;
  }

  static @Nullable ByteBuffer view(ByteBuffer buffer, int position, int size) {
    return size < 0 ? null : buffer.slice(position, size).asReadOnlyBuffer();
  }

  /** Reads the record at the cursor and checks that its lengths agree; the cursor ends behind the record. */
  void readFrom(VarintReader in) {
    int start = in.position();
    int batchEnd = in.limit();
    int bodySize = in.readInt();
    if (bodySize < 0 || bodySize > in.remaining()) {
      throw new InvalidBatchException(Reason.RECORD, "record of " + bodySize + " bytes at position " + start + " where "
          + in.remaining() + " are left in the batch");
    }
    buffer = in.buffer();
    endPosition = in.position() + bodySize;
    sizeBytes = endPosition - start;
    in.limit(endPosition);
    attributes = in.readByte();
    timestampDelta = in.readLong();
    offsetDelta = in.readInt();
    keySize = in.readInt();
    keyPosition = in.skip(Math.max(keySize, 0));
    valueSize = in.readInt();
    valuePosition = in.skip(Math.max(valueSize, 0));
    headerCount = in.readInt();
    headersPosition = in.position();
    if (headerCount != 0) {
      RecordHeaders.skip(in, headerCount);
    }
    if (in.position() != endPosition) {
      throw new InvalidBatchException(Reason.RECORD, "record at position " + start + " declares " + sizeBytes
          + " bytes and has " + (in.position() - start));
    }
    in.limit(batchEnd);
  }

  /** Completes what the record's own bytes do not say. */
  void place(long baseOffset, int baseSequence, long timestamp) {
    this.offset = baseOffset + offsetDelta;
    this.sequence = baseSequence < 0
        ? RecordBatchLayout.NO_SEQUENCE
        : RecordBatchLayout.sequenceAfter(baseSequence, offsetDelta);
    this.timestamp = timestamp;
  }

  long timestampDelta() {
    return timestampDelta;
  }
}
