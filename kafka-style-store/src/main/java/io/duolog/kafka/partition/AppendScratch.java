package io.duolog.kafka.partition;

import io.duolog.io.file.Disk;
import io.duolog.record.BatchOrigin;
import io.duolog.record.BatchValidator;
import io.duolog.record.RecordBatch;
import io.duolog.record.RecordBatchLayout;
import io.duolog.storage.Capability;
import io.duolog.storage.Origin;
import io.duolog.storage.error.UnsupportedOperationByEngineException;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Confined to one append. Checks a batch, then writes it with its offset and epoch stamped, without changing the
 * caller's buffer (rule A7): a small batch is copied to direct memory and stamped there, of a large one only the
 * header is.
 */
final class AppendScratch {
  /** Heap memory is copied to direct memory in any case; direct memory is worth one write more from here on. */
  private static final int STAGING_BYTES = 64 << 10;

  private static final int MOST_COPIED_DIRECT = 16 << 10;
  private static final int STAMPED_BYTES = RecordBatchLayout.MAGIC_AT;

  private final BatchValidator validator;
  private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING_BYTES);
  private final ByteBuffer[] gathered = new ByteBuffer[2];
  private boolean isPublished;

  AppendScratch(int maxBatchBytes) {
    this.validator = new BatchValidator(maxBatchBytes);
  }

  /** Checks the batch (rule A2), and that it asks for nothing that is not there. */
  RecordBatch validate(ByteBuf bytes, Origin origin) {
    isPublished = false;
    RecordBatch batch =
        validator.validate(bytes, origin == Origin.CLIENT ? BatchOrigin.CLIENT : BatchOrigin.COORDINATOR);
    if (batch.isTransactional() || batch.isControl()) {
      throw new UnsupportedOperationByEngineException("append of a transaction's batch", Capability.TRANSACTIONS);
    }
    if (batch.hasProducer()) {
      throw new UnsupportedOperationByEngineException(
          "append of an idempotent producer's batch", Capability.IDEMPOTENT_PRODUCERS);
    }
    return batch;
  }

  /** Notes that the marks have moved behind the batch: from here on a force lets its bytes leave the window. */
  void published() {
    isPublished = true;
  }

  /** Whether the marks have moved behind the batch that was validated last. */
  boolean isPublished() {
    return isPublished;
  }

  /** Writes the stamped batch at a position; when it throws, any prefix may have been written. */
  void write(Disk disk, FileChannel channel, Stamped stamped, long position) throws IOException {
    RecordBatch batch = stamped.batch();
    int sizeBytes = stamped.sizeBytes();
    int mostCopied = batch.buffer().isDirect() ? MOST_COPIED_DIRECT : STAGING_BYTES;
    int copied = sizeBytes <= mostCopied ? sizeBytes : STAMPED_BYTES;
    staging.clear();
    staging.put(0, batch.buffer(), batch.index(), copied);
    RecordBatchLayout.stamp(staging, 0, stamped.baseOffset(), stamped.leaderEpoch());
    staging.limit(copied);
    if (copied == sizeBytes) {
      disk.write(channel, staging, position);
    } else {
      writeGathered(disk, channel, stamped, position);
    }
  }

  private void writeGathered(Disk disk, FileChannel channel, Stamped stamped, long position) throws IOException {
    RecordBatch batch = stamped.batch();
    ByteBuffer body = batch.buffer();
    int limit = body.limit();
    body.limit(batch.index() + stamped.sizeBytes()).position(batch.index() + STAMPED_BYTES);
    gathered[0] = staging;
    gathered[1] = body;
    try {
      channel.position(position);
      disk.append(channel, gathered, 2);
    } finally {
      gathered[1] = staging;
      body.position(0).limit(limit);
    }
  }

  /**
   * A batch with what is stamped into it, and with what is asked of it after it was written: the caller's memory may be
   * gone by then. Confined to one append; one object for many.
   */
  static final class Stamped {
    private RecordBatch batch = new RecordBatch();
    private long baseOffset;
    private long nextOffset;
    private int leaderEpoch;
    private int sizeBytes;
    private long maxTimestamp;

    Stamped of(RecordBatch view, long offset, int epoch) {
      batch = view;
      baseOffset = offset;
      nextOffset = offset + view.lastOffsetDelta() + 1;
      leaderEpoch = epoch;
      sizeBytes = view.sizeBytes();
      maxTimestamp = view.maxTimestamp();
      return this;
    }

    RecordBatch batch() {
      return batch;
    }

    long baseOffset() {
      return baseOffset;
    }

    long nextOffset() {
      return nextOffset;
    }

    int leaderEpoch() {
      return leaderEpoch;
    }

    int sizeBytes() {
      return sizeBytes;
    }

    long maxTimestamp() {
      return maxTimestamp;
    }
  }
}
