package io.duolog.conformance.kill;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.duolog.conformance.process.Providers;
import io.duolog.record.RecordBatchBuilder;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageEngine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * The process that is killed: four producers at mixed durability and four readers, two at the log end and
 * two at the durable offset, until somebody kills it. Thread-safe;
 * lines to the parent are guarded by this.
 */
public final class KillChild {
  private static final int PRODUCERS = 4;
  private static final int READERS = 4;
  private static final int MOST_RECORDS = 4;
  private static final int SYNCED_ONE_IN = 8;
  private static final int READ_BYTES = 32 * 1024;
  private static final long IDLE_NANOS = 50_000;

  private final FileOutputStream parent = new FileOutputStream(FileDescriptor.out);
  private final List<PartitionLog> partitions;
  private final long firstSequence;
  private final int mostRecords;

  private KillChild(List<PartitionLog> partitions, long firstSequence, int mostRecords) {
    this.partitions = partitions;
    this.firstSequence = firstSequence;
    this.mostRecords = mostRecords;
  }

  /**
   * Loads a store until the process dies.
   *
   * @param args class of the provider, directory, number that the producers' sequences begin with, and, if it is not 4,
   *     the most records of a batch
   */
  public static void main(String[] args) {
    StorageEngine engine = KillStore.open(Providers.ofClass(args[0]), Path.of(args[1]));
    int mostRecords = args.length > 3 ? Integer.parseInt(args[3]) : MOST_RECORDS;
    KillChild child = new KillChild(KillStore.partitions(engine), Long.parseLong(args[2]), mostRecords);
    child.tell(new Report.Ready());
    for (int producer = 0; producer < PRODUCERS; producer++) {
      int number = producer;
      child.start("producer-" + number, () -> child.produce(number));
    }
    for (int reader = 0; reader < READERS; reader++) {
      int number = reader;
      child.start("reader-" + number, () -> child.read(number));
    }
  }

  private void start(String name, Runnable load) {
    Thread.ofPlatform()
        .name(name)
        .start(
            () -> {
              try {
                load.run();
              } catch (RuntimeException e) {
                tell(new Report.Failed(name + ": " + e));
              }
            });
  }

  private void produce(int producer) {
    Random random = new Random(firstSequence + producer);
    RecordBatchBuilder builder = new RecordBatchBuilder();
    ByteBuf batch = Unpooled.buffer();
    int partition = producer % partitions.size();
    long sequence = firstSequence;
    while (true) {
      int records = 1 + random.nextInt(mostRecords);
      builder.reset();
      for (int i = 0; i < records; i++) {
        builder.append(sequence + i, null, KillPayload.encode(producer, sequence + i));
      }
      builder.buildInto(batch.clear());
      boolean isSynced = random.nextInt(SYNCED_ONE_IN) == 0;
      long baseOffset =
          partitions.get(partition).append(batch, isSynced ? AppendOptions.SYNCED : AppendOptions.BUFFERED);
      tell(new Report.Acknowledged(partition, baseOffset, producer, sequence, records, isSynced));
      sequence += records;
    }
  }

  private void read(int reader) {
    int partition = reader / 2 % partitions.size();
    boolean isDurable = reader % 2 == 1;
    ReadOptions options = (isDurable ? ReadOptions.DURABLE : ReadOptions.LOG_END).verified();
    PartitionLog log = partitions.get(partition);
    long next = log.offsets().logStart();
    while (true) {
      if (log.read(next, READ_BYTES, options) instanceof FetchResult fetched) {
        boolean isNew = fetched.nextOffset() > next;
        next = fetched.nextOffset();
        fetched.release();
        if (isNew) {
          tell(new Report.Seen(partition, next, isDurable));
        } else {
          LockSupport.parkNanos(IDLE_NANOS);
        }
      } else {
        throw new IllegalStateException("nothing to read at " + next + " of " + log.descriptor().name());
      }
    }
  }

  private synchronized void tell(Report report) {
    try {
      parent.write((report.line() + "\n").getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
