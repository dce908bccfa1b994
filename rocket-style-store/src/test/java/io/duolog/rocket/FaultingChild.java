package io.duolog.rocket;

import io.duolog.record.RecordIterator;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.BatchIterator;
import io.duolog.storage.EngineResources;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.error.StorageException;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A process whose appends and reads are compiled when the pages under them go away. It prints what came of it; a fault
 * that is not delivered in time shows as a wrong figure, one that is not delivered at all as a dead process.
 */
public final class FaultingChild {
  private static final int WARM_UP = 60_000;
  private static final int FILE_BYTES = 128 << 20;
  private static final int TORN_BYTES = 3800;
  private static final int TORN_WARM_UP = 25_000;
  private static final int PAGE_BYTES = 4096;
  private static final int MOST_STEPS = 1000;

  private FaultingChild() {}

  /** Takes {@code append}, {@code tear} or {@code read}, and the store's directory. */
  public static void main(String[] arguments) throws IOException {
    Path store = Path.of(arguments[1]);
    StorageConfig config =
        StorageConfig.defaults()
            .with(StorageKeys.FILE_SIZE_BYTES, (long) FILE_BYTES)
            .with(StorageKeys.UNSYNCED_BYTES, 0L)
            .with(StorageKeys.UNSYNCED_AGE_MS, 0L);
    StorageEngine engine = new RocketStyleProvider().open(store, config, EngineResources.create());
    PartitionLog log = TestStore.partition(engine, 0);
    ByteBuf batch = TestStore.batch("x".repeat(arguments[0].equals("tear") ? TORN_BYTES : 100));
    for (int i = 0; i < (arguments[0].equals("tear") ? TORN_WARM_UP : WARM_UP); i++) {
      log.append(batch, AppendOptions.BUFFERED);
    }
    if (arguments[0].equals("append")) {
      append(log, batch, store);
    } else if (arguments[0].equals("tear")) {
      tear(log, batch, store);
    } else {
      read(log, store);
    }
    Runtime.getRuntime().halt(0);
  }

  private static void truncate(Path store, long sizeBytes) throws IOException {
    try (FileChannel file = FileChannel.open(TestStore.logFiles(store).getFirst(), StandardOpenOption.WRITE)) {
      file.truncate(sizeBytes);
    }
  }

  /** The pages that come next vanish: the appends that reach them must fail, and none of them may be visible. */
  private static void append(PartitionLog log, ByteBuf batch, Path store) throws IOException {
    long bytesPerBatch = (batch.readableBytes() + 80L + 7) & -8;
    truncate(store, (bytesPerBatch * WARM_UP + (1 << 20)) & -4096);
    long acknowledged = WARM_UP;
    StorageException failure = null;
    while (failure == null) {
      try {
        log.append(batch, AppendOptions.BUFFERED);
        acknowledged++;
      } catch (StorageException e) {
        failure = e;
      }
    }
    long whole = ((bytesPerBatch * WARM_UP + (1 << 20)) & -4096) / bytesPerBatch;
    boolean isVisible = ((RocketPartitionLog) log).partition().logEnd() != acknowledged;
    boolean isWhole = acknowledged <= whole && !isVisible;
    print(failure.getClass().getSimpleName() + " " + isWhole + " " + (acknowledged > WARM_UP));
  }

  /**
   * The page vanishes that holds the rest of the next batch, and the one with its header stays: the length word shows
   * whether the frame was published over a copy that was lost.
   */
  private static void tear(PartitionLog log, ByteBuf batch, Path store) throws IOException {
    long span = (batch.readableBytes() + 80L + 7) & -8;
    long torn = TORN_WARM_UP * span;
    for (int i = 0; i < MOST_STEPS && !isTornAt(torn, span); i++) {
      log.append(batch, AppendOptions.BUFFERED);
      torn += span;
    }
    truncate(store, (torn / PAGE_BYTES + 1) * PAGE_BYTES);
    String failure = "none";
    try {
      log.append(batch, AppendOptions.BUFFERED);
    } catch (StorageException e) {
      failure = e.getClass().getSimpleName();
    }
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
    try (FileChannel file = FileChannel.open(TestStore.logFiles(store).getFirst(), StandardOpenOption.READ)) {
      file.read(length, torn);
    }
    boolean isPublished = length.getInt(0) > 0;
    boolean isVisible = ((RocketPartitionLog) log).partition().logEnd() != torn / span;
    print(failure + " " + Math.abs(length.getInt(0)) + " " + isPublished + " " + isVisible);
  }

  private static boolean isTornAt(long position, long span) {
    long index = position % PAGE_BYTES;
    return index <= PAGE_BYTES / 4 && index + span >= PAGE_BYTES + 256;
  }

  /** The pages of everything vanish: no read may return a batch from then on. */
  private static void read(PartitionLog log, Path store) throws IOException {
    long records = 0;
    for (int i = 0; i < WARM_UP; i++) {
      records += readOnce(log, i);
    }
    truncate(store, 0);
    long served = 0;
    int faults = 0;
    for (int i = 0; i < 100; i++) {
      try {
        served += readOnce(log, i * 100L);
      } catch (StorageException e) {
        faults++;
      }
    }
    print(served + " " + faults + " " + (records > WARM_UP));
  }

  private static int readOnce(PartitionLog log, long offset) {
    FetchResult fetched = (FetchResult) log.read(offset, 1000, ReadOptions.LOG_END);
    int records = 0;
    try {
      BatchIterator batches = fetched.batches();
      RecordIterator iterator = new RecordIterator();
      while (batches.next()) {
        iterator.reset(batches.batch());
        while (iterator.hasNext()) {
          iterator.next();
          records++;
        }
      }
    } finally {
      fetched.release();
    }
    return records;
  }

  private static void print(String line) {
    System.out.println("result " + line);
    System.out.flush();
  }
}
