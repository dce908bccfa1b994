package io.duolog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.duolog.io.faults.DiskCall;
import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.file.SystemDisk;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.BlockingAppend;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.error.FencedException;
import io.duolog.storage.error.OverloadedException;
import io.duolog.storage.error.StorageFullException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes on while the file of the next segment is made (rule E7). */
final class RollTest {
  private static final int BATCHES_A_SEGMENT = 16;
  private static final Executor OWN_THREAD = task -> Thread.ofPlatform().start(task);

  @TempDir Path temporary;
  private final FailingDisk disk = new FailingDisk(new SystemDisk());

  private static boolean isNextSegment(DiskCall call) {
    return call.operation() == DiskOperation.OPEN
        && call.fileName().endsWith(".log")
        && !call.fileName().startsWith("00000000000000000000");
  }

  private static PartitionLog full(KafkaStyleEngine engine) {
    PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
    for (int i = 0; i < BATCHES_A_SEGMENT; i++) {
      append(log);
    }
    return log;
  }

  private static long append(PartitionLog log) {
    return log.append(Batches.of(1, 0, 900), AppendOptions.BUFFERED.withLeaderEpoch(3));
  }

  /** The first call makes the file, the second opens it for the appends. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void E7_nobodyHangsWhileTheNextFileIsMade(int heldOpen)
      throws InterruptedException, ExecutionException, TimeoutException {
    try (KafkaStyleEngine engine = TestStore.open(disk, temporary.resolve("store"))) {
      PartitionLog log = full(engine);
      CompletableFuture<Long> rolling;
      AtomicInteger opened = new AtomicInteger();
      try (FailingDisk.Hold hold =
          disk.hold(call -> isNextSegment(call) && opened.incrementAndGet() == heldOpen)) {
        rolling = CompletableFuture.supplyAsync(() -> append(log), OWN_THREAD);
        hold.awaitReached();
        CompletableFuture<Long> turnedAway =
            CompletableFuture.supplyAsync(
                () -> log.append(Batches.of(1, 0, 10), AppendOptions.BUFFERED, new BlockingAppend()),
                OWN_THREAD);
        ExecutionException fault =
            assertThrows(ExecutionException.class, () -> turnedAway.get(20, TimeUnit.SECONDS));
        assertInstanceOf(OverloadedException.class, fault.getCause());
        CompletableFuture.runAsync(engine::sync, OWN_THREAD).get(20, TimeUnit.SECONDS);
        assertEquals(BATCHES_A_SEGMENT, log.offsets().durable());
      }
      assertEquals(BATCHES_A_SEGMENT, rolling.get(20, TimeUnit.SECONDS));
      assertEquals(BATCHES_A_SEGMENT + 1, append(log));
      assertEquals(
          LongStream.range(0, BATCHES_A_SEGMENT + 2).boxed().toList(), TestStore.baseOffsets(log, 0, 1 << 20));
    }
  }

  @Test
  void E7_nobodyHangsWhileAFileIsOpenedForAnAppend() throws InterruptedException, ExecutionException, TimeoutException {
    try (KafkaStyleEngine engine = TestStore.open(temporary.resolve("store"))) {
      assertEquals(BATCHES_A_SEGMENT, full(engine).offsets().logEnd());
    }
    try (KafkaStyleEngine engine = TestStore.open(disk, temporary.resolve("store"))) {
      PartitionLog log = engine.partitions().find(TestStore.spec("orders", 0).name()).orElseThrow();
      assertEquals(BATCHES_A_SEGMENT, log.offsets().logEnd()); // loads it
      CompletableFuture<Long> opening;
      try (FailingDisk.Hold hold =
          disk.hold(call -> call.operation() == DiskOperation.OPEN && call.fileName().endsWith(".log"))) {
        opening =
            CompletableFuture.supplyAsync(
                () -> log.append(Batches.of(1, 0, 10), AppendOptions.BUFFERED), OWN_THREAD); // fits, does not roll
        hold.awaitReached();
        CompletableFuture.runAsync(engine::sync, OWN_THREAD).get(20, TimeUnit.SECONDS);
      }
      assertEquals(BATCHES_A_SEGMENT, opening.get(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void F2_aCloseWaitsForTheAppendThatRolls() throws InterruptedException, ExecutionException, TimeoutException {
    KafkaStyleEngine engine = TestStore.open(disk, temporary.resolve("store"));
    PartitionLog log = full(engine);
    CompletableFuture<Long> rolling;
    CompletableFuture<Void> closing;
    try (FailingDisk.Hold hold = disk.hold(RollTest::isNextSegment)) {
      rolling = CompletableFuture.supplyAsync(() -> append(log), OWN_THREAD);
      hold.awaitReached();
      closing = CompletableFuture.runAsync(engine::close, OWN_THREAD);
      assertThrows(TimeoutException.class, () -> closing.get(50, TimeUnit.MILLISECONDS));
    }
    assertEquals(BATCHES_A_SEGMENT, rolling.get(20, TimeUnit.SECONDS));
    closing.get(20, TimeUnit.SECONDS);
    try (KafkaStyleEngine again = TestStore.open(temporary.resolve("store"))) {
      PartitionLog found = again.partitions().find(TestStore.spec("orders", 0).name()).orElseThrow();
      assertEquals(BATCHES_A_SEGMENT + 1, found.offsets().logEnd());
      assertEquals(List.of(), again.recoveryReport().warnings());
    }
  }

  @Test
  void A4_aRollThatFailsLeavesTheSegmentAsItWas() {
    try (KafkaStyleEngine engine = TestStore.open(disk, temporary.resolve("store"))) {
      PartitionLog log = full(engine);
      disk.fail(RollTest::isNextSegment, 1, FailingDisk::full);
      assertThrows(StorageFullException.class, () -> append(log));
      assertThrows(
          FencedException.class,
          () -> log.append(Batches.of(1, 0, 900), AppendOptions.BUFFERED.withLeaderEpoch(2)));
      assertEquals(BATCHES_A_SEGMENT, log.append(Batches.of(1, 0, 10), AppendOptions.BUFFERED), "a small one fits");
      assertEquals(BATCHES_A_SEGMENT + 1, append(log));
    }
  }
}
