package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.rule.Rule;
import io.duolog.conformance.workload.BatchCopy;
import io.duolog.conformance.workload.Batches;
import io.duolog.conformance.workload.Contents;
import io.duolog.storage.FetchOutcome;
import io.duolog.storage.FetchResult;
import io.duolog.storage.Isolation;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which batches a read returns (R1, R2). */
public abstract class ReadContract extends StorageContract {
  private static final int BATCHES = 300;
  private static final int RECORDS = 5;
  private static final ReadOptions STRICT = ReadOptions.LOG_END.withoutMinimumOneBatch();

  /** For subclasses. */
  protected ReadContract() {}

  private PartitionLog filled() {
    PartitionLog log = create(open(), "read", 0);
    for (int i = 0; i < BATCHES; i++) {
      append(log, Batches.random(RECORDS, 20 + i % 100, i));
    }
    return log;
  }

  @Test
  @Rule("R1.first")
  protected void r1_aReadBeginsWithTheBatchThatHoldsTheOffset() {
    PartitionLog log = filled();
    for (long offset = 0; offset < BATCHES * RECORDS; offset += 7) {
      FetchResult result = Contents.fetch(log, offset, 1, ReadOptions.LOG_END);
      try {
        long base = offset / RECORDS * RECORDS;
        assertEquals(base, result.firstOffset(), "first offset of a read from " + offset);
        assertEquals(base + RECORDS, result.nextOffset());
        BatchCopy batch = Contents.batches(result).getFirst();
        assertEquals(base, batch.baseOffset());
        assertEquals(result.sizeBytes(), batch.bytes().remaining());
      } finally {
        result.release();
      }
    }
  }

  @Test
  @Rule({"R1.first", "R1.limit"})
  protected void r1_wholeBatchesUpToTheLimit() {
    PartitionLog log = filled();
    List<BatchCopy> all = Contents.batches(log);
    assertEquals(BATCHES, all.size());
    for (int maxBytes : new int[] {1, 200, 1_000, 4_096, 10_000, 100_000, 10_000_000}) {
      long offset = 0;
      int index = 0;
      while (offset < BATCHES * RECORDS) {
        FetchResult result = Contents.fetch(log, offset, maxBytes, ReadOptions.LOG_END);
        try {
          List<BatchCopy> batches = Contents.batches(result);
          assertEquals(all.subList(index, index + batches.size()), batches);
          assertTrue(batches.size() == 1 || result.sizeBytes() <= maxBytes, "more bytes than asked");
          index += batches.size();
          offset = result.nextOffset();
        } finally {
          result.release();
        }
      }
      assertEquals(BATCHES, index);
    }
  }

  @Test
  @Rule("R1.minimum")
  protected void r1_oneBatchAtLeastUnlessToldNotTo() {
    PartitionLog log = filled();
    FetchResult one = Contents.fetch(log, 0, 1, ReadOptions.LOG_END);
    int size = one.sizeBytes();
    one.release();
    assertTrue(size > 1);
    FetchResult none = Contents.fetch(log, 3, size - 1, STRICT);
    assertEquals(0, none.sizeBytes());
    assertEquals(3, none.firstOffset());
    assertEquals(3, none.nextOffset());
    none.release();
    FetchResult fits = Contents.fetch(log, 3, size, STRICT);
    assertEquals(size, fits.sizeBytes());
    fits.release();
  }

  @Test
  @Rule("R1.bound")
  protected void r1_readableBytesBoundsEveryRead() {
    PartitionLog log = filled();
    for (long offset = 0; offset <= BATCHES * RECORDS; offset += 11) {
      FetchResult result = Contents.fetch(log, offset, Integer.MAX_VALUE, ReadOptions.LOG_END);
      long bound = log.readableBytes(offset, Isolation.LOG_END);
      assertTrue(result.sizeBytes() <= bound, () -> result.sizeBytes() + " bytes, the bound is " + bound);
      result.release();
    }
    assertEquals(0, log.readableBytes(BATCHES * RECORDS, Isolation.LOG_END));
    assertEquals(0, log.readableBytes(0, Isolation.HIGH_WATERMARK), "nothing is below the high watermark");
  }

  @Test
  @Rule("R1.first")
  protected void r1_theEndGivesAResultWithoutBatches() {
    PartitionLog empty = create(open(), "empty", 0);
    FetchResult result = Contents.fetch(empty, 0, 1_000, ReadOptions.LOG_END);
    assertEquals(0, result.sizeBytes());
    assertEquals(0, result.nextOffset());
    assertEquals(List.of(), Contents.batches(result));
    assertEquals(List.of(), result.parts());
    result.release();
  }

  @Test
  @Rule({"R2.range", "E3.values"})
  protected void r2_outOfRangeCarriesTheValidRange() {
    PartitionLog log = filled();
    long end = BATCHES * RECORDS;
    assertEquals(new FetchOutcome.OutOfRange(end + 1, 0, end), log.read(end + 1, 1_000, ReadOptions.LOG_END));
    log.advanceHighWatermark(10);
    assertEquals(
        new FetchOutcome.OutOfRange(11, 0, 10), log.read(11, 1_000, ReadOptions.of(Isolation.HIGH_WATERMARK)));
  }

  @Test
  @Rule("E1.argument")
  protected void e1_aCallersMistakeNamesTheValue() {
    PartitionLog log = create(open(), "mistakes", 0);
    IllegalArgumentException offset =
        assertThrows(IllegalArgumentException.class, () -> log.read(-7, 100, ReadOptions.LOG_END));
    assertTrue(String.valueOf(offset.getMessage()).contains("-7"), offset::toString);
    IllegalArgumentException size =
        assertThrows(IllegalArgumentException.class, () -> log.read(0, 0, ReadOptions.LOG_END));
    assertTrue(String.valueOf(size.getMessage()).contains("0"), size::toString);
    IllegalArgumentException mark =
        assertThrows(IllegalArgumentException.class, () -> log.advanceHighWatermark(12));
    assertTrue(String.valueOf(mark.getMessage()).contains("12"), mark::toString);
  }
}
