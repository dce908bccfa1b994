package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.conformance.workload.BatchCopy;
import io.duolog.conformance.workload.Batches;
import io.duolog.conformance.workload.Contents;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Capability;
import io.duolog.storage.FetchResult;
import io.duolog.storage.Isolation;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What readers see, and when (A3, V1 to V3). */
public abstract class VisibilityContract extends StorageContract {
  private static final int PRODUCERS = 4;
  private static final int APPENDS = 300;

  /** For subclasses. */
  protected VisibilityContract() {}

  @Test
  @Rule({"A3.linear", "A1.dense"})
  protected void a3_concurrentAppendsAreLinearizable() throws InterruptedException, ExecutionException {
    PartitionLog log = create(open(), "linear", 0);
    try (ExecutorService producers = Executors.newFixedThreadPool(PRODUCERS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int p = 0; p < PRODUCERS; p++) {
        int producer = p;
        running.add(producers.submit(() -> appendInOrder(log, producer)));
      }
      for (Future<?> producer : running) {
        producer.get();
      }
    }
    assertEquals(2L * PRODUCERS * APPENDS, log.offsets().logEnd());
    long next = 0;
    for (BatchCopy batch : Contents.batches(log)) {
      assertEquals(next, batch.baseOffset());
      next = batch.nextOffset();
    }
    assertEquals(2L * PRODUCERS * APPENDS, next);
  }

  /** An append that begins after the log end was seen gets an offset at or above it, and is seen when it returns. */
  private void appendInOrder(PartitionLog log, int producer) {
    for (int i = 0; i < APPENDS; i++) {
      long seen = log.endOffset(Isolation.LOG_END);
      long base = append(log, Batches.random(2, 50, producer * 1_000L + i));
      assertTrue(base >= seen, () -> "an append got " + base + " after " + seen + " was the end");
      assertTrue(log.endOffset(Isolation.LOG_END) >= base + 2, "an acknowledged append is not in the log end");
    }
  }

  @Test
  @Rule("V1.visible")
  protected void v1_aCompletedAppendIsVisible() {
    PartitionLog log = create(open(), "visible", 0);
    for (int i = 0; i < APPENDS; i++) {
      long base = append(log, Batches.random(2, 100, i));
      FetchResult result = Contents.fetch(log, base, 1, ReadOptions.LOG_END);
      assertEquals(base, result.firstOffset());
      assertEquals(base + 2, result.nextOffset());
      result.release();
    }
  }

  @Test
  @Rule("V1.prefix")
  protected void v1_readersMeetNeitherGapsNorHalves() throws InterruptedException, ExecutionException {
    StorageEngine engine = open();
    List<PartitionLog> logs = List.of(create(engine, "prefix", 0), create(engine, "prefix", 1));
    try (ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS + logs.size())) {
      List<Future<?>> running = new ArrayList<>();
      for (PartitionLog log : logs) {
        running.add(threads.submit(() -> follow(log, (long) PRODUCERS * APPENDS)));
      }
      for (int p = 0; p < PRODUCERS; p++) {
        int producer = p;
        running.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < APPENDS; i++) {
                    append(logs.get((producer + i) % 2), Batches.random(2, 100, producer * 1_000L + i));
                  }
                }));
      }
      for (Future<?> thread : running) {
        thread.get();
      }
    }
  }

  /** Reads behind the producers until {@code end}; every read must go on where the last one ended. */
  private static void follow(PartitionLog log, long end) {
    long next = 0;
    while (next < end) {
      FetchResult result = Contents.fetch(log, next, 4_096, ReadOptions.LOG_END);
      try {
        for (BatchCopy batch : Contents.batches(result)) {
          assertEquals(next, batch.baseOffset(), "a reader met a gap");
          next = batch.nextOffset();
        }
        assertEquals(next, result.nextOffset());
      } finally {
        result.release();
      }
      Thread.onSpinWait();
    }
  }

  @Test
  @Rule({"V2.levels", "R1.first"})
  protected void v2_aReadStopsAtTheEndOfItsLevel() {
    StorageEngine engine = open();
    PartitionLog log = create(engine, "levels", 0);
    for (int i = 0; i < 20; i++) {
      append(log, Batches.random(3, 50, i));
    }
    log.advanceHighWatermark(31);
    LogOffsets offsets = log.offsets();
    requireOrdered(offsets);
    assertEquals(60, offsets.logEnd());
    assertEquals(31, offsets.highWatermark());
    assertEquals(31, offsets.lastStable(), "no transaction is open");
    for (Isolation isolation : Isolation.values()) {
      FetchResult result = Contents.fetch(log, 0, Contents.READ_BYTES, ReadOptions.of(isolation));
      LogOffsets.Mutable snapshot = new LogOffsets.Mutable();
      result.offsets(snapshot);
      long end = snapshot.copy().end(isolation);
      assertEquals(end / 3 * 3, result.nextOffset(), "whole batches up to " + isolation);
      result.release();
    }
  }

  private static void requireOrdered(LogOffsets offsets) {
    assertTrue(offsets.logStart() <= offsets.durable() && offsets.durable() <= offsets.logEnd(), offsets::toString);
    assertTrue(offsets.logStart() <= offsets.lastStable(), offsets::toString);
    assertTrue(offsets.lastStable() <= offsets.highWatermark(), offsets::toString);
    assertTrue(offsets.highWatermark() <= offsets.logEnd(), offsets::toString);
  }

  @Test
  @Rule("V3.bounds")
  protected void v3_theHighWatermarkStaysInItsBounds() {
    PartitionLog log = create(open(), "mark", 0);
    append(log, Batches.random(10, 20, 1));
    assertEquals(0, log.offsets().highWatermark());
    assertEquals(4, log.advanceHighWatermark(4));
    assertEquals(4, log.advanceHighWatermark(2), "a lower offset changes nothing");
    assertThrows(IllegalArgumentException.class, () -> log.advanceHighWatermark(11));
    assertEquals(4, log.offsets().highWatermark());
    assertEquals(10, log.advanceHighWatermark(10));
  }

  @Test
  @Rule("V3.kept")
  @Needs(Capability.PERSISTENCE)
  protected void v3_theHighWatermarkIsExactAfterAClose() {
    StorageEngine engine = open();
    PartitionLog log = create(engine, "kept", 0);
    log.append(buffers.of(Batches.random(10, 20, 1)), AppendOptions.BUFFERED);
    log.advanceHighWatermark(7);
    assertEquals(7, find(reopen(engine), "kept", 0).offsets().highWatermark());
  }
}
