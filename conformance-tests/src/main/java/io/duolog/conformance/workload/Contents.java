package io.duolog.conformance.workload;

import io.duolog.record.RecordBatch;
import io.duolog.storage.BatchIterator;
import io.duolog.storage.FetchOutcome;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads what a partition holds. Stateless; releases every result that it gets. */
public final class Contents {
  /** Size of one read unless a test says otherwise. */
  public static final int READ_BYTES = 64 * 1024;

  private Contents() {}

  /**
   * One read that has to succeed.
   *
   * @return a result that the caller releases
   */
  public static FetchResult fetch(PartitionLog log, long offset, int maxBytes, ReadOptions options) {
    FetchOutcome outcome = log.read(offset, maxBytes, options);
    if (outcome instanceof FetchResult result) {
      return result;
    }
    throw new AssertionError("read from " + offset + " of " + log.descriptor().name() + " answered " + outcome);
  }

  /** All bytes up to the log end, by reads of {@value #READ_BYTES} bytes. */
  public static ByteBuffer bytes(PartitionLog log) {
    return bytes(log, ReadOptions.LOG_END, READ_BYTES);
  }

  /** All bytes up to the end at the isolation of {@code options}, by reads of {@code maxBytes} from the log start. */
  public static ByteBuffer bytes(PartitionLog log, ReadOptions options, int maxBytes) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    long offset = log.offsets().logStart();
    while (true) {
      FetchResult result = fetch(log, offset, maxBytes, options);
      try {
        if (result.sizeBytes() == 0) {
          return ByteBuffer.wrap(all.toByteArray());
        }
        all.writeBytes(ByteBufUtil.getBytes(result.content(), 0, result.sizeBytes()));
        requireProgress(offset, result);
        offset = result.nextOffset();
      } finally {
        result.release();
      }
    }
  }

  /** All batches up to the log end, every checksum checked. */
  public static List<BatchCopy> batches(PartitionLog log) {
    List<BatchCopy> all = new ArrayList<>();
    long offset = log.offsets().logStart();
    while (true) {
      FetchResult result = fetch(log, offset, READ_BYTES, ReadOptions.LOG_END);
      try {
        if (result.sizeBytes() == 0) {
          return all;
        }
        all.addAll(batches(result));
        requireProgress(offset, result);
        offset = result.nextOffset();
      } finally {
        result.release();
      }
    }
  }

  /** Copies of all batches of a result, every checksum checked. */
  public static List<BatchCopy> batches(FetchResult result) {
    List<BatchCopy> all = new ArrayList<>();
    BatchIterator iterator = result.batches();
    while (iterator.next()) {
      all.add(copy(iterator.batch()));
    }
    return all;
  }

  private static BatchCopy copy(RecordBatch batch) {
    byte[] bytes = new byte[batch.sizeBytes()];
    batch.buffer().get(batch.index(), bytes);
    return new BatchCopy(
        batch.baseOffset(), batch.nextOffset(), batch.leaderEpoch(), batch.crc(), ByteBuffer.wrap(bytes));
  }

  private static void requireProgress(long offset, FetchResult result) {
    if (result.nextOffset() <= offset) {
      throw new AssertionError("a read from " + offset + " with batches goes on at " + result.nextOffset());
    }
  }
}
