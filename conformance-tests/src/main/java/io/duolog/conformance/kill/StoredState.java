package io.duolog.conformance.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.record.Record;
import io.duolog.record.RecordBatch;
import io.duolog.record.RecordIterator;
import io.duolog.storage.BatchIterator;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageEngine;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What a store holds. Confined to one thread. Reading it checks what holds without any promise: offsets are dense,
 * every record is whole, and a producer's records stand in the order in which it appended them.
 */
public final class StoredState {
  private static final int READ_BYTES = 256 * 1024;

  private final List<PartitionState> partitions = new ArrayList<>();

  /**
   * A batch as it was found.
   *
   * @param producer who appended it
   * @param firstSequence the producer's number of its first record
   * @param records how many records it has
   */
  public record StoredBatch(int producer, long firstSequence, int records) {}

  /**
   * A partition as it was found.
   *
   * @param batches by base offset
   * @param end the log end
   * @param checksum over all bytes from the log start to the end
   */
  private record PartitionState(Map<Long, StoredBatch> batches, long end, long checksum) {}

  /** Reads everything. */
  public static StoredState of(StorageEngine engine) {
    StoredState state = new StoredState();
    for (PartitionLog log : KillStore.partitions(engine)) {
      state.partitions.add(read(log));
    }
    return state;
  }

  /** The batches of a partition by base offset. */
  public Map<Long, StoredBatch> batches(int partition) {
    return partitions.get(partition).batches();
  }

  /** The log end of a partition. */
  public long end(int partition) {
    return partitions.get(partition).end();
  }

  private static PartitionState read(PartitionLog log) {
    Map<Long, StoredBatch> batches = new TreeMap<>();
    Map<Integer, Long> lastSequence = new HashMap<>();
    CRC32C checksum = new CRC32C();
    long end = log.offsets().logEnd();
    long next = log.offsets().logStart();
    while (next < end) {
      if (!(log.read(next, READ_BYTES, ReadOptions.LOG_END.verified()) instanceof FetchResult fetched)) {
        throw new AssertionError("R1: nothing to read at " + next + " of " + log.descriptor().name());
      }
      try {
        checksum.update(fetched.content().nioBuffer());
        BatchIterator iterator = fetched.batches();
        while (iterator.next()) {
          RecordBatch batch = iterator.batch();
          assertEquals(next, batch.baseOffset(), "A1: offsets are not dense");
          batches.put(next, read(batch, lastSequence));
          next = batch.nextOffset();
        }
        assertEquals(next, fetched.nextOffset(), "R1: where the next read begins");
      } finally {
        fetched.release();
      }
    }
    assertEquals(end, next, "V1: the log end is not the end of the last batch");
    return new PartitionState(batches, end, checksum.getValue());
  }

  private static StoredBatch read(RecordBatch batch, Map<Integer, Long> lastSequence) {
    RecordIterator records = new RecordIterator().reset(batch);
    int producer = -1;
    long firstSequence = -1;
    while (records.hasNext()) {
      Record record = records.next();
      ByteBuffer value = record.value();
      assertTrue(value != null && KillPayload.isWhole(value), () -> "C2: a damaged record at " + record.offset());
      long sequence = KillPayload.sequence(value);
      if (firstSequence < 0) {
        producer = KillPayload.producer(value);
        firstSequence = sequence;
      }
      long before = lastSequence.getOrDefault(producer, -1L);
      assertTrue(sequence > before, () -> "A1: " + sequence + " stands behind " + before + " of the same producer");
      lastSequence.put(producer, sequence);
    }
    return new StoredBatch(producer, firstSequence, batch.recordCount());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoredState state && partitions.equals(state.partitions);
  }

  @Override
  public int hashCode() {
    return partitions.hashCode();
  }

  @Override
  public String toString() {
    return "ends " + partitions.stream().map(PartitionState::end).toList();
  }
}
