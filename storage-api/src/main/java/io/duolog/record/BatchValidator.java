package io.duolog.record;

import io.duolog.record.InvalidBatchException.Reason;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * Confined to one thread. Checks one whole batch before it is appended (rule A2), and allocates nothing when it is
 * sound and either at most 64 KiB large or in the heap.
 *
 * <p>Every batch: length, size limit, magic, CRC, known compression, record count, bounded timestamps. A client's and a
 * coordinator's batch also: create time, a dense count, producer fields that agree, and for a client no control flag.
 * Uncompressed records are walked: lengths, offset deltas and, unless it is a replica's, the timestamps. The records of
 * a compressed batch are checked by header and CRC alone. The base offset is looked at only in a replica's batch: the
 * engine overwrites a client's.
 *
 * <p>The bytes are summed where they lie if they are on the heap, and are otherwise copied first, as a whole or chunk
 * by chunk; what {@link RecordBatch} says about file-mapped buffers holds here too. A Netty buffer of more than 64 KiB
 * over direct memory costs one short-lived buffer object.
 */
public final class BatchValidator {

  private static final int MOST_COPIED_BYTES = 64 << 10;

  private final int maxSizeBytes;
  private final RecordBatch batch = new RecordBatch();
  private final RecordIterator records = new RecordIterator();
  private final HeapCopy copy = new HeapCopy();
  private boolean mayHaveHeaders;

  /**
   * Creates a validator.
   *
   * @param maxSizeBytes size of the largest accepted batch, in bytes; at least {@link
   *     RecordBatchLayout#HEADER_SIZE_BYTES}
   */
  public BatchValidator(int maxSizeBytes) {
    if (maxSizeBytes < RecordBatchLayout.HEADER_SIZE_BYTES) {
      throw new IllegalArgumentException("largest batch of " + maxSizeBytes + " bytes, at least "
          + RecordBatchLayout.HEADER_SIZE_BYTES + " are needed");
    }
    this.maxSizeBytes = maxSizeBytes;
  }

  /**
   * Checks the one batch between the buffer's reader and writer index. Bytes outside the heap are brought there first,
   * up to 64 KiB: the checksum and the walk are faster on an array, and no buffer object is made for each batch.
   *
   * @return a view of the batch or of its copy, valid until the next call; {@link RecordBatch#detach()} lets go of the
   *     buffer
   * @throws InvalidBatchException if the batch is not acceptable from this origin
   * @throws UnsupportedBatchFormatException if the magic is 0 or 1
   */
  public RecordBatch validate(ByteBuf bytes, BatchOrigin origin) {
    int size = bytes.readableBytes();
    requireSize(size);
    if (bytes.hasArray() || size > MOST_COPIED_BYTES) {
      return validate(batch.wrap(bytes, bytes.readerIndex()), size, origin);
    }
    return validate(batch.wrap(copy.of(bytes), 0), size, origin);
  }

  /**
   * Checks the one batch between the buffer's position and limit; neither changes.
   *
   * @return a view of the batch, valid until the next call
   * @throws InvalidBatchException if the batch is not acceptable from this origin
   * @throws UnsupportedBatchFormatException if the magic is 0 or 1
   */
  public RecordBatch validate(ByteBuffer bytes, BatchOrigin origin) {
    int size = bytes.remaining();
    requireSize(size);
    return validate(batch.wrap(bytes, bytes.position()), size, origin);
  }

  private void requireSize(int size) {
    if (size < RecordBatchLayout.HEADER_SIZE_BYTES) {
      throw invalid(Reason.LENGTH, size + " bytes, a batch header has " + RecordBatchLayout.HEADER_SIZE_BYTES);
    }
    if (size > maxSizeBytes) {
      throw invalid(Reason.TOO_LARGE, size + " bytes, the limit is " + maxSizeBytes);
    }
  }

  private RecordBatch validate(RecordBatch view, int size, BatchOrigin origin) {
    byte magic = view.magic();
    if (magic != RecordBatchLayout.MAGIC) {
      if (magic == 0 || magic == 1) {
        throw new UnsupportedBatchFormatException(magic);
      }
      throw invalid(Reason.MAGIC, "magic " + magic + ", supported is " + RecordBatchLayout.MAGIC);
    }
    if (view.sizeBytes() != size) {
      throw invalid(Reason.LENGTH, "length field " + view.batchLength() + " makes " + view.sizeBytes()
          + " bytes where " + size + " are given");
    }
    if (!view.hasValidCrc()) {
      throw invalid(Reason.CRC, "stored checksum " + view.crc() + ", computed " + view.computeCrc());
    }
    Compression compression = view.compression();
    if (view.recordCount() < 0) {
      throw invalid(Reason.COUNT, "record count " + view.recordCount() + " is negative");
    }
    requireTimestamp("base timestamp", view.baseTimestamp());
    requireTimestamp("largest timestamp", view.maxTimestamp());
    if (origin == BatchOrigin.REPLICA) {
      requireLogHeader(view);
    } else {
      requireNewHeader(view, origin);
    }
    mayHaveHeaders = compression != Compression.NONE;
    if (compression == Compression.NONE) {
      walk(view, origin);
    }
    return view;
  }

  /** Whether a record of the batch that was checked last has a header, or may have: compressed ones are not walked. */
  public boolean mayHaveHeaders() {
    return mayHaveHeaders;
  }

  /** What a batch in a leader's log can be: offsets may have gaps, all records may be gone. */
  private static void requireLogHeader(RecordBatch view) {
    if (view.baseOffset() < 0) {
      throw invalid(Reason.OFFSET, "base offset " + view.baseOffset() + " is negative");
    }
    int lastDelta = view.lastOffsetDelta();
    if (lastDelta < 0 || view.recordCount() - 1L > lastDelta) {
      throw invalid(Reason.COUNT, view.recordCount() + " records and last offset delta " + lastDelta);
    }
    if (view.baseOffset() > Long.MAX_VALUE - 1 - lastDelta) {
      throw invalid(Reason.OFFSET, "base offset " + view.baseOffset() + " plus delta " + lastDelta + " is too large");
    }
  }

  private static void requireNewHeader(RecordBatch view, BatchOrigin origin) {
    if (view.timestampType() == TimestampType.LOG_APPEND_TIME) {
      throw invalid(Reason.TIMESTAMP_TYPE, "log append time; clients send create time");
    }
    if (view.isControl() && origin == BatchOrigin.CLIENT) {
      throw invalid(Reason.CONTROL, "a client sent a control batch");
    }
    if (view.hasDeleteHorizon()) {
      throw invalid(Reason.CONTROL, "a delete horizon, which only a log may carry");
    }
    if (view.recordCount() < 1 || view.recordCount() - 1 != view.lastOffsetDelta()) {
      throw invalid(Reason.COUNT, view.recordCount() + " records and last offset delta " + view.lastOffsetDelta()
          + "; count = delta + 1 > 0 is needed");
    }
    requireProducer(view);
  }

  private static void requireTimestamp(String name, long timestamp) {
    if (timestamp < RecordBatchLayout.NO_TIMESTAMP) {
      throw invalid(Reason.TIMESTAMP, name + " " + timestamp + " is below " + RecordBatchLayout.NO_TIMESTAMP);
    }
  }

  private static void requireProducer(RecordBatch view) {
    long id = view.producerId();
    if (id < RecordBatchLayout.NO_PRODUCER_ID) {
      throw invalid(Reason.PRODUCER, "producer id " + id + " is below " + RecordBatchLayout.NO_PRODUCER_ID);
    }
    if (id == RecordBatchLayout.NO_PRODUCER_ID) {
      if (view.isTransactional() || view.baseSequence() != RecordBatchLayout.NO_SEQUENCE) {
        throw invalid(Reason.PRODUCER, "sequence " + view.baseSequence() + ", transactional " + view.isTransactional()
            + ", without a producer id");
      }
    } else if (view.producerEpoch() < 0 || (!view.isControl() && view.baseSequence() < 0)) {
      throw invalid(Reason.PRODUCER, "producer id " + id + " with epoch " + view.producerEpoch() + " and sequence "
          + view.baseSequence());
    }
  }

  private void walk(RecordBatch view, BatchOrigin origin) {
    records.reset(view);
    if (origin == BatchOrigin.REPLICA) {
      walkLogged(view);
    } else {
      walkNew(view);
    }
  }

  private void walkLogged(RecordBatch view) {
    int lastOffsetDelta = view.lastOffsetDelta();
    int previous = -1;
    while (records.hasNext()) {
      Record record = records.next();
      mayHaveHeaders |= record.headerCount() > 0;
      int delta = record.offsetDelta();
      if (delta <= previous || delta > lastOffsetDelta) {
        throw invalid(Reason.OFFSET, "offset delta " + delta + " behind " + previous + ", the last is "
            + lastOffsetDelta);
      }
      previous = delta;
    }
  }

  private void walkNew(RecordBatch view) {
    long largest = RecordBatchLayout.NO_TIMESTAMP;
    for (int i = 0; records.hasNext(); i++) {
      Record record = records.next();
      mayHaveHeaders |= record.headerCount() > 0;
      if (record.offsetDelta() != i) {
        throw invalid(Reason.OFFSET, "record " + i + " has offset delta " + record.offsetDelta());
      }
      requireTimestamp("record timestamp", record.timestamp());
      largest = Math.max(largest, record.timestamp());
    }
    if (largest != view.maxTimestamp()) {
      throw invalid(Reason.TIMESTAMP, "largest timestamp field " + view.maxTimestamp() + ", of the records " + largest);
    }
  }

  private static InvalidBatchException invalid(Reason reason, String message) {
    return new InvalidBatchException(reason, message);
  }
}
