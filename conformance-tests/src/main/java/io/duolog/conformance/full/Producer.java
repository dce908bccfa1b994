package io.duolog.conformance.full;

import io.duolog.conformance.kill.KillPayload;
import io.duolog.conformance.kill.Promises;
import io.duolog.conformance.kill.Report;
import io.duolog.record.RecordBatchBuilder;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.error.StorageFullException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;

/** Appends to one partition and notes what was acknowledged. Confined to one thread at a time. */
final class Producer {
  private static final int MOST_RECORDS = 16;
  private static final int SYNCED_ONE_IN = 4;

  private final int number;
  private final PartitionLog log;
  private final Promises promises;
  private final Random random;
  private final RecordBatchBuilder builder = new RecordBatchBuilder();
  private final ByteBuf batch = Unpooled.buffer();
  private long sequence;

  /**
   * A producer.
   *
   * @param number its own, and the index of its partition
   * @param log the partition
   * @param promises gets what was acknowledged
   * @param seed of the sizes and levels of its batches
   */
  Producer(int number, PartitionLog log, Promises promises, long seed) {
    this.number = number;
    this.log = log;
    this.promises = promises;
    this.random = new Random(seed + number);
  }

  /**
   * Appends one batch of some records, synced or not.
   *
   * @throws StorageFullException if there is no space; the next call appends records with the same numbers
   */
  void append() {
    append(1 + random.nextInt(MOST_RECORDS), random.nextInt(SYNCED_ONE_IN) == 0);
  }

  /** Appends one batch. */
  void append(int records, boolean isSynced) {
    builder.reset();
    for (int i = 0; i < records; i++) {
      builder.append(sequence + i, null, KillPayload.encode(number, sequence + i));
    }
    builder.buildInto(batch.clear());
    long baseOffset = log.append(batch, isSynced ? AppendOptions.SYNCED : AppendOptions.BUFFERED);
    promises.add(new Report.Acknowledged(number, baseOffset, number, sequence, records, isSynced));
    sequence += records;
  }

  /**
   * Appends until there is no space.
   *
   * @param most how many batches must be more than enough
   */
  void appendUntilFull(int most) {
    for (int i = 0; i < most; i++) {
      try {
        append();
      } catch (StorageFullException full) {
        return;
      }
    }
    throw new AssertionError("D3: " + most + " batches were taken by a disk that has no room for them");
  }
}
