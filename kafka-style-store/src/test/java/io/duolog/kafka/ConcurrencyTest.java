package io.duolog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.file.SystemDisk;
import io.duolog.io.watch.ProcessWatch;
import io.duolog.storage.AppendAck;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.EngineResources;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageConfig;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConcurrencyTest {
  private static final int PRODUCERS = 4;
  private static final int EACH = 300;

  @TempDir Path temporary;

  @Test
  void D2_manyProducersShareForcesAndEveryOffsetIsGivenOnce()
      throws InterruptedException, ExecutionException {
    try (KafkaStyleEngine engine = TestStore.open(temporary.resolve("store"));
        ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS + 1)) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      List<Future<List<Long>>> producers = new ArrayList<>();
      for (int p = 0; p < PRODUCERS; p++) {
        int producer = p;
        producers.add(threads.submit(() -> produce(log, producer)));
      }
      Future<Long> reader = threads.submit(() -> readUpTo(log, PRODUCERS * EACH));
      List<Long> offsets = new ArrayList<>();
      for (Future<List<Long>> producer : producers) {
        offsets.addAll(producer.get());
      }
      assertEquals(LongStream.range(0, PRODUCERS * EACH).boxed().toList(), offsets.stream().sorted().toList());
      assertEquals(PRODUCERS * EACH, reader.get());
    }
  }

  private static List<Long> produce(PartitionLog log, int producer) {
    List<Long> offsets = new ArrayList<>();
    for (int i = 0; i < EACH; i++) {
      AppendOptions options = (i + producer) % 5 == 0 ? AppendOptions.SYNCED : AppendOptions.BUFFERED;
      offsets.add(log.append(Batches.of(1, i, 200), options));
    }
    return offsets;
  }

  private static long readUpTo(PartitionLog log, long end) {
    long next = 0;
    while (next < end) {
      for (long base : TestStore.baseOffsets(log, next, 2000)) {
        assertEquals(next++, base);
      }
    }
    return next;
  }

  @Test
  void A9_acknowledgementsComeInTheOrderOfOffsets() throws Exception {
    try (KafkaStyleEngine engine = TestStore.open(temporary.resolve("store"))) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      List<Long> told = new ArrayList<>();
      List<CompletableFuture<AppendAck>> stages = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        stages.add(
            log.appendAsync(Batches.of(2, i, 50), AppendOptions.SYNCED)
                .whenComplete((ack, _) -> told.add(ack.baseOffset()))
                .toCompletableFuture());
      }
      CompletableFuture.allOf(stages.toArray(new CompletableFuture<?>[0])).get(30, TimeUnit.SECONDS);
      assertEquals(LongStream.range(0, 200).map(i -> 2 * i).boxed().toList(), told);
      assertTrue(engine.stats().forces() < 200, "forces are shared");
    }
  }

  @Test
  void F2_nothingIsLeftBehind() throws IOException {
    Path directory = temporary.resolve("store");
    try (KafkaStyleEngine engine = TestStore.open(directory)) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      for (int i = 0; i < 500; i++) {
        log.append(Batches.of(1, i, 500), AppendOptions.BUFFERED);
      }
      assertEquals(500, TestStore.baseOffsets(log, 0, 5000).size());
      engine.sync();
    }
    assertEquals(0, ProcessWatch.descriptorsOf(directory));
    assertEquals(0, ProcessWatch.mappingsOf(directory));
    assertTrue(
        Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> thread.getName().startsWith("store-")),
        "threads are joined");
  }

  @Test
  void allocationStaysBelowOneBytePerRecord() {
    try (KafkaStyleEngine engine =
        KafkaStyleEngine.open(
            new SystemDisk(),
            temporary.resolve("store"),
            StorageConfig.defaults(),
            EngineResources.create())) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      ByteBuf batch = Batches.of(1, 0, 1024);
      double perAppend =
          ProcessWatch.bytesAllocatedPerRun(() -> log.append(batch, AppendOptions.BUFFERED), 50_000);
      assertTrue(perAppend <= 1, () -> perAppend + " bytes an append");
      long[] next = {0};
      double perFetch =
          ProcessWatch.bytesAllocatedPerRun(
              () -> {
                FetchResult result = (FetchResult) log.read(next[0], 65_536, ReadOptions.LOG_END);
                next[0] = result.nextOffset() >= 40_000 ? 0 : result.nextOffset();
                result.release();
              },
              20_000);
      assertTrue(perFetch <= 8, () -> perFetch + " bytes a fetch");
    }
  }
}
