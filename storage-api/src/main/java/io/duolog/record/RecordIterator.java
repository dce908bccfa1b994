package io.duolog.record;

import io.duolog.record.InvalidBatchException.Reason;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Confined to one thread. Walks the records of one batch after another. Over uncompressed batches it allocates nothing;
 * compressed ones are decompressed whole into memory that the iterator keeps and reuses.
 *
 * <p>Every {@link #next()} returns the same {@link Record}, moved. Lengths are checked on the way, and the last record
 * must end where the batch does; the CRC is not checked here: see {@link RecordBatch#hasValidCrc()}.
 */
public final class RecordIterator implements Iterator<Record> {

  /** Limit on the decompressed records of a batch if none is given: 64 MiB. */
  public static final int DEFAULT_MAX_DECOMPRESSED_BYTES = 64 * 1024 * 1024;

  private final Record record = new Record();
  private final VarintReader in = new VarintReader();
  private final Decompressor decompressor;
  private int remaining;
  private long baseOffset;
  private int baseSequence;
  private long baseTimestamp;
  private long maxTimestamp;
  private boolean logAppendTime;

  /** Creates an iterator that decompresses up to {@link #DEFAULT_MAX_DECOMPRESSED_BYTES}; it has no records yet. */
  public RecordIterator() {
    this(DEFAULT_MAX_DECOMPRESSED_BYTES);
  }

  /**
   * Creates an iterator without records.
   *
   * @param maxDecompressedBytes limit on the decompressed records of one batch, at least 1
   */
  public RecordIterator(int maxDecompressedBytes) {
    this.decompressor = new Decompressor(maxDecompressedBytes);
  }

  /**
   * Goes to before the first record of a batch.
   *
   * @param batch the batch; it may be moved on afterwards, but its buffer is borrowed while the iterator is in use
   * @return this iterator
   * @throws InvalidBatchException if the batch is not complete, or does not decompress within the limit
   * @throws UnsupportedBatchFormatException if the magic is 0 or 1
   * @throws UnsupportedCodecException if nobody can decompress the batch
   */
  public RecordIterator reset(RecordBatch batch) {
    remaining = 0;
    requireReadable(batch);
    if (batch.compressionId() == 0) {
      int index = batch.index();
      in.wrap(batch.buffer(), index + RecordBatchLayout.RECORDS_AT, index + batch.sizeBytes());
    } else {
      ByteBuffer records = decompressor.decompress(batch);
      in.wrap(records, 0, records.limit());
    }
    baseOffset = batch.baseOffset();
    baseSequence = batch.baseSequence();
    baseTimestamp = batch.baseTimestamp();
    maxTimestamp = batch.maxTimestamp();
    logAppendTime = batch.timestampType() == TimestampType.LOG_APPEND_TIME;
    remaining = batch.recordCount();
    if (remaining == 0) {
      requireEnd();
    }
    return this;
  }

  private static void requireReadable(RecordBatch batch) {
    byte magic = batch.magic();
    if (magic == 0 || magic == 1) {
      throw new UnsupportedBatchFormatException(magic);
    }
    if (magic != RecordBatchLayout.MAGIC) {
      throw new InvalidBatchException(Reason.MAGIC, "magic " + magic + ", supported is " + RecordBatchLayout.MAGIC);
    }
    if (!batch.isComplete()) {
      throw new InvalidBatchException(Reason.LENGTH, "batch of " + batch.sizeBytes() + " bytes where "
          + (batch.buffer().limit() - batch.index()) + " are at hand");
    }
    if (batch.recordCount() < 0) {
      throw new InvalidBatchException(Reason.COUNT, "record count " + batch.recordCount() + ", at least 0 is needed");
    }
  }

  @Override
  public boolean hasNext() {
    return remaining > 0;
  }

  /**
   * The next record, which is valid until the next call.
   *
   * @throws NoSuchElementException if there is none
   * @throws InvalidBatchException if the record's lengths contradict each other, or bytes remain behind the last one;
   *     there are no further records then
   */
  @Override
  public Record next() {
    if (remaining == 0) {
      throw new NoSuchElementException("no record left in the batch with base offset " + baseOffset);
    }
    int left = remaining - 1;
    remaining = 0;
    record.readFrom(in);
    record.place(baseOffset, baseSequence, logAppendTime ? maxTimestamp : baseTimestamp + record.timestampDelta());
    if (left == 0) {
      requireEnd();
    }
    remaining = left;
    return record;
  }

  private void requireEnd() {
    if (in.remaining() != 0) {
      throw new InvalidBatchException(Reason.RECORD, in.remaining() + " bytes remain behind the last record");
    }
  }
}
