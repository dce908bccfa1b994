package io.duolog.conformance.reference;

import io.duolog.record.InvalidBatchException;
import io.duolog.record.Record;
import io.duolog.record.RecordBatch;
import io.duolog.record.RecordIterator;
import io.duolog.record.UnsupportedCodecException;
import io.duolog.storage.OffsetAndTimestamp;
import java.nio.ByteBuffer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** One stored batch. Immutable: nobody writes into the array. */
final class StoredBatch {
  private final byte[] bytes;
  private final long endPosition;
  private final long baseOffset;
  private final long nextOffset;
  private final long maxTimestamp;
  private final int leaderEpoch;

  /** Keeps {@code bytes}: one valid, stamped batch that begins at {@code position} of the partition's bytes. */
  StoredBatch(byte[] bytes, long position) {
    this.bytes = bytes;
    endPosition = position + bytes.length;
    RecordBatch batch = view();
    baseOffset = batch.baseOffset();
    nextOffset = batch.nextOffset();
    maxTimestamp = batch.maxTimestamp();
    leaderEpoch = batch.leaderEpoch();
  }

  byte[] bytes() {
    return bytes;
  }

  /** Where the next batch begins among the partition's bytes. */
  long endPosition() {
    return endPosition;
  }

  long baseOffset() {
    return baseOffset;
  }

  long nextOffset() {
    return nextOffset;
  }

  long maxTimestamp() {
    return maxTimestamp;
  }

  /**
   * The first record whose timestamp is wanted. Of a batch that nobody here can decode, its first offset with its
   * largest timestamp.
   */
  @Nullable OffsetAndTimestamp firstRecord(LongPredicate wanted) {
    try {
      RecordIterator records = new RecordIterator().reset(view());
      while (records.hasNext()) {
        Record record = records.next();
        if (wanted.test(record.timestamp())) {
          return new OffsetAndTimestamp(record.offset(), record.timestamp(), leaderEpoch);
        }
      }
      return null;
    } catch (UnsupportedCodecException | InvalidBatchException e) {
      return wanted.test(maxTimestamp) ? new OffsetAndTimestamp(baseOffset, maxTimestamp, leaderEpoch) : null;
    }
  }

  private RecordBatch view() {
    return new RecordBatch().wrap(ByteBuffer.wrap(bytes), 0);
  }
}
