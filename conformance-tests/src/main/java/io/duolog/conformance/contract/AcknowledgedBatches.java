package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.duolog.conformance.workload.BatchCopy;
import io.duolog.conformance.workload.Contents;
import io.duolog.record.RecordBatch;
import io.duolog.storage.PartitionLog;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** The batches of one partition that were acknowledged, by base offset. Thread-safe: guarded by its monitor. */
final class AcknowledgedBatches {
  private final PartitionLog log;
  private final Map<Long, Long> checksums = new TreeMap<>();

  AcknowledgedBatches(PartitionLog log) {
    this.log = log;
  }

  /** The partition that was given. */
  PartitionLog log() {
    return log;
  }

  /** Notes that {@code batch} was acknowledged at an offset, which must be no other's. */
  synchronized void add(long baseOffset, ByteBuffer batch) {
    assertNull(
        checksums.put(baseOffset, new RecordBatch().wrap(batch, 0).crc()),
        () -> "offset " + baseOffset + " was given twice");
  }

  /** How many there are. */
  synchronized int count() {
    return checksums.size();
  }

  /** The partition holds these batches and no other, with dense offsets. */
  void requireAll() {
    requireAllIn(log);
  }

  /** As {@link #requireAll}, of a handle from a later open. */
  synchronized void requireAllIn(PartitionLog opened) {
    Map<Long, Long> stored = new TreeMap<>();
    long next = 0;
    for (BatchCopy batch : Contents.batches(opened)) {
      assertEquals(next, batch.baseOffset(), "offsets are not dense");
      next = batch.nextOffset();
      stored.put(batch.baseOffset(), batch.crc());
    }
    assertEquals(next, opened.offsets().logEnd());
    assertEquals(checksums, stored, "what was acknowledged, and what is stored");
  }
}
