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
import io.duolog.storage.CloseReport;
import io.duolog.storage.EngineEvents;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.TimestampQuery;
import io.duolog.storage.error.EngineClosedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The end of an engine's life (F2). Every other test shows by its leak check that close releases everything. */
public abstract class CloseContract extends StorageContract {
  private static final int PRODUCERS = 4;

  /** For subclasses. */
  protected CloseContract() {}

  @Test
  @Rule({"F2.idempotent", "F2.released", "E2.typed"})
  protected void f2_whatComesAfterTheCloseFailsTyped() {
    StorageEngine engine = open();
    PartitionLog log = create(engine, "closed", 0);
    append(log, Batches.text("x"));
    CloseReport report = engine.close(StorageEngine.DEFAULT_CLOSE_LIMIT);
    assertEquals(CloseReport.CLEAN, report);
    assertEquals(report, engine.close(StorageEngine.DEFAULT_CLOSE_LIMIT));
    engine.close();
    List<Executable> calls =
        List.of(
            () -> append(log, Batches.text("y")),
            () -> log.append(buffers.of(Batches.text("y")), mostDurable()),
            () -> log.read(0, 100, ReadOptions.LOG_END),
            log::offsets,
            () -> log.lookup(new TimestampQuery.Latest()),
            () -> log.advanceHighWatermark(1),
            () -> create(engine, "late", 0),
            () -> engine.partitions().list(),
            () -> engine.subscribe(new EngineEvents() {}));
    for (Executable call : calls) {
      assertThrows(EngineClosedException.class, call);
    }
  }

  @Test
  @Rule("F2.flight")
  protected void f2_appendsInFlightEndOneWayOrTheOther() throws InterruptedException, ExecutionException {
    StorageEngine engine = open();
    PartitionLog log = create(engine, "flight", 0);
    CountDownLatch warm = new CountDownLatch(PRODUCERS * 20);
    List<Long> acknowledged = new ArrayList<>();
    try (ExecutorService producers = Executors.newFixedThreadPool(PRODUCERS)) {
      List<Future<List<Long>>> running = new ArrayList<>();
      for (int p = 0; p < PRODUCERS; p++) {
        AppendOptions options = p % 2 == 0 ? AppendOptions.BUFFERED : mostDurable();
        running.add(producers.submit(() -> appendUntilClosed(log, options, warm)));
      }
      assertTrue(warm.await(30, TimeUnit.SECONDS), "the producers do not get on");
      engine.close();
      for (Future<List<Long>> producer : running) {
        acknowledged.addAll(producer.get());
      }
    }
    if (has(Capability.PERSISTENCE)) {
      PartitionLog again = find(open(), "flight", 0);
      List<Long> stored = Contents.batches(again).stream().map(BatchCopy::baseOffset).toList();
      assertTrue(stored.containsAll(acknowledged), "an acknowledged append is gone");
    }
    assertEquals(acknowledged.size(), acknowledged.stream().distinct().count());
  }

  private List<Long> appendUntilClosed(PartitionLog log, AppendOptions options, CountDownLatch warm) {
    List<Long> acknowledged = new ArrayList<>();
    try {
      while (true) {
        acknowledged.add(log.append(buffers.of(Batches.text("x")), options));
        warm.countDown();
      }
    } catch (EngineClosedException e) {
      return acknowledged;
    }
  }

  @Test
  @Rule("F2.released")
  @Needs(Capability.PERSISTENCE)
  protected void f2_manyStoresLeaveNothingBehind() {
    for (int i = 0; i < 8; i++) {
      StorageEngine engine = open(directory.resolve("store-" + i));
      PartitionLog log = create(engine, "short", 0);
      for (int j = 0; j < 30; j++) {
        append(log, Batches.random(1, 6_000, j));
      }
      Contents.bytes(log);
      engine.close();
    }
  }
}
