package io.duolog.conformance.sector;

import io.duolog.conformance.kill.KillPayload;
import io.duolog.conformance.kill.KillStore;
import io.duolog.conformance.process.Providers;
import io.duolog.record.Record;
import io.duolog.record.RecordBatch;
import io.duolog.record.RecordIterator;
import io.duolog.storage.BatchIterator;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionDescriptor;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.TopicPartition;
import io.duolog.storage.TransferMode;
import io.duolog.storage.error.StorageException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Path;

/** Reads a store in every way while its device fails, in a process that this might kill. Confined to one thread. */
public final class BadSectorChild {
  private static final int READ_BYTES = 64 * 1024;

  private final int recordsOfBatch;
  private int told;
  private int batches;

  private BadSectorChild(int recordsOfBatch) {
    this.recordsOfBatch = recordsOfBatch;
  }

  /**
   * Opens the store, says {@code ready}, waits for a line, reads, and says what came of it.
   *
   * @param args class of the provider, directory, records of each batch
   */
  public static void main(String[] args) throws IOException {
    BadSectorChild child = new BadSectorChild(Integer.parseInt(args[2]));
    try (StorageEngine engine = KillStore.open(Providers.ofClass(args[0]), Path.of(args[1]))) {
      for (PartitionDescriptor partition : engine.partitions().list()) {
        // partitions may be opened at their first use, which is to be before the sectors break
        child.readOnce(engine.partitions().find(partition.name()).orElseThrow(), 0, ReadOptions.LOG_END);
      }
      System.out.println("ready");
      if (System.in.read() < 0) {
        throw new IOException("the parent is gone");
      }
      for (PartitionDescriptor partition : engine.partitions().list()) {
        child.read(engine, partition.name());
      }
    } catch (StorageException e) {
      child.tell(e);
    }
    System.out.println("told " + child.told + " read " + child.batches);
  }

  private void read(StorageEngine engine, TopicPartition name) throws IOException {
    try {
      PartitionLog log = engine.partitions().find(name).orElseThrow();
      read(log, ReadOptions.LOG_END);
      read(log, ReadOptions.LOG_END.verified());
    } catch (StorageException e) {
      tell(e);
    }
  }

  private void tell(StorageException e) {
    if (told++ == 0) {
      System.out.println("first " + e);
    }
  }

  private void read(PartitionLog log, ReadOptions options) throws IOException {
    long end = log.offsets().logEnd();
    long next = log.offsets().logStart();
    while (next < end) {
      next = readOnce(log, next, options);
    }
  }

  private long readOnce(PartitionLog log, long offset, ReadOptions options) throws IOException {
    try {
      if (log.read(offset, READ_BYTES, options) instanceof FetchResult result) {
        try {
          iterate(result);
          transfer(result);
          return Math.max(offset + recordsOfBatch, result.nextOffset());
        } finally {
          result.release();
        }
      }
    } catch (StorageException e) {
      tell(e);
    }
    return offset + recordsOfBatch;
  }

  private void iterate(FetchResult result) {
    BatchIterator iterator = result.batches();
    int steps = result.sizeBytes();
    for (boolean isMore = true; isMore && steps > 0; steps--) {
      try {
        isMore = iterator.next();
        if (isMore) {
          require(iterator.batch());
        }
      } catch (StorageException e) {
        tell(e);
      }
    }
  }

  private void require(RecordBatch batch) {
    batches++;
    RecordIterator records = new RecordIterator().reset(batch);
    while (records.hasNext()) {
      Record record = records.next();
      ByteBuffer value = record.value();
      if (value == null || !KillPayload.isWhole(value)) {
        throw new AssertionError("R5: a wrong record is served at " + record.offset());
      }
    }
  }

  private void transfer(FetchResult result) throws IOException {
    try {
      while (result.remainingBytes() > 0
          && result.transferTo(Channels.newChannel(OutputStream.nullOutputStream()), TransferMode.ENGINE) > 0) {}
    } catch (StorageException e) {
      tell(e);
    }
  }
}
