package io.duolog.conformance.damage;

import io.duolog.record.RecordBatch;
import io.duolog.storage.BatchIterator;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.TransferMode;
import io.duolog.storage.error.StorageException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads one partition of a damaged store in every way and holds it against what was written. Confined to a thread. */
final class DamagedReading {
  private static final int READ_BYTES = 4 * 1024;

  private final PartitionLog log;
  private final Map<Long, ByteBuffer> written;
  private final Set<Long> served = new TreeSet<>();
  private boolean isDamageTold;

  DamagedReading(PartitionLog log, Map<Long, ByteBuffer> written) {
    this.log = log;
    this.written = written;
  }

  /** Whether any read failed typed. */
  boolean isDamageTold() {
    return isDamageTold;
  }

  /** How many batches no read served. */
  int missing() {
    return written.size() - served.size();
  }

  /**
   * Reads everything.
   *
   * @throws AssertionError if anything is served that was not written
   */
  void run() throws IOException {
    iterate();
    for (long offset : written.keySet()) {
      read(offset, 1, ReadOptions.LOG_END.verified());
    }
  }

  private void iterate() throws IOException {
    long end = log.offsets().logEnd();
    long next = log.offsets().logStart();
    while (next < end) {
      next = read(next, READ_BYTES, ReadOptions.LOG_END);
    }
  }

  private long read(long offset, int bytes, ReadOptions options) throws IOException {
    try {
      if (log.read(offset, bytes, options) instanceof FetchResult result) {
        try {
          take(result);
          transfer(result);
          return Math.max(offset + 1, result.nextOffset());
        } finally {
          result.release();
        }
      }
    } catch (StorageException told) {
      isDamageTold = true;
    }
    return offset + 1;
  }

  private void take(FetchResult result) {
    BatchIterator batches = result.batches();
    int steps = result.sizeBytes();
    for (boolean isMore = true; isMore && steps > 0; steps--) {
      try {
        isMore = batches.next();
        if (isMore) {
          take(batches.batch());
        }
      } catch (StorageException told) {
        isDamageTold = true;
      }
    }
  }

  private void take(RecordBatch batch) {
    byte[] bytes = new byte[batch.sizeBytes()];
    batch.buffer().get(batch.index(), bytes);
    ByteBuffer original = written.get(batch.baseOffset());
    int difference = original == null ? 0 : ByteBuffer.wrap(bytes).mismatch(original);
    if (difference >= 0) {
      throw new AssertionError(
          "R5: a batch is served at " + batch.baseOffset() + " that was not written, from its byte " + difference);
    }
    served.add(batch.baseOffset());
  }

  private static void transfer(FetchResult result) throws IOException {
    WritableByteChannel nowhere = Channels.newChannel(OutputStream.nullOutputStream());
    while (result.remainingBytes() > 0 && result.transferTo(nowhere, TransferMode.ENGINE) > 0) {}
  }
}
