package io.duolog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskCall;
import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.file.SystemDisk;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.BlockingAppend;
import io.duolog.storage.ConfigKey;
import io.duolog.storage.EngineClock;
import io.duolog.storage.EngineResources;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.error.EngineClosedException;
import io.duolog.storage.error.InterruptedAppendException;
import io.duolog.storage.error.OverloadedException;
import io.duolog.storage.error.StorageException;
import io.duolog.storage.error.StorageFailedException;
import io.netty.buffer.ByteBuf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bound of unsynced data (rule D7), on a disk whose forces are held. */
final class UnsyncedBoundTest {
  private static final long NONE = 0;

  @TempDir Path temporary;
  private final FailingDisk disk = new FailingDisk(new SystemDisk());
  private final AtomicLong nanos = new AtomicLong();
  private final EngineClock clock = TestStore.clock(nanos::get);

  private static boolean isForce(DiskCall call) {
    return call.operation() == DiskOperation.FORCE && call.fileName().endsWith(".log");
  }

  private KafkaStyleEngine open(StorageConfig config) {
    return KafkaStyleEngine.open(
        disk, temporary.resolve("store"), config, EngineResources.create().withClock(clock));
  }

  private static StorageConfig bounds(long bytes, long ageMillis, long waitMillis) {
    return TestStore.SMALL
        .with(StorageKeys.UNSYNCED_BYTES, bytes)
        .with(StorageKeys.UNSYNCED_AGE_MS, ageMillis)
        .with(StorageKeys.APPEND_WAIT_MS, waitMillis);
  }

  private static ByteBuf batch() {
    return Batches.of(1, 0, 900);
  }

  private static BlockingAppend core(PartitionLog log) {
    BlockingAppend completion = new BlockingAppend();
    completion.arm();
    log.append(batch(), AppendOptions.BUFFERED, completion);
    return completion;
  }

  /** Waits for what another thread of the engine does; fails by the test's own time limit only. */
  private static void await(BooleanSupplier isReached) {
    for (int i = 0; i < 10_000 && !isReached.getAsBoolean(); i++) {
      LockSupport.parkNanos(1_000_000);
    }
    assertTrue(isReached.getAsBoolean());
  }

  @Test
  void D7_theCoreFormIsTurnedAwayAtTheBoundBeforeAnOffsetIsAssigned() throws InterruptedException {
    int size = batch().readableBytes();
    try (KafkaStyleEngine engine = open(bounds(4L * size + 10, NONE, NONE));
        FailingDisk.Hold hold = disk.hold(UnsyncedBoundTest::isForce)) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      PartitionLog other = engine.partitions().create(TestStore.spec("others", 0));
      for (int i = 0; i < 3; i++) {
        core(log).await();
      }
      core(other).await();
      hold.awaitReached(); // half of the bound was enough for a force
      assertEquals(4L * size, engine.stats().unsyncedBytes());
      OverloadedException refused = assertThrows(OverloadedException.class, () -> core(other));
      assertEquals(size - 10L, refused.excessBytes());
      assertTrue(refused.retryAfterNanos() > 0);
      assertThrows(OverloadedException.class, () -> log.append(batch(), AppendOptions.BUFFERED));
      assertEquals(3, log.offsets().logEnd());
      assertEquals(1, other.offsets().logEnd());
      assertEquals(4L * size, engine.stats().unsyncedBytes(), "who is turned away is not counted");
      hold.release();
      await(() -> log.offsets().durable() == 3 && other.offsets().durable() == 1);
      await(() -> engine.stats().unsyncedBytes() == 0);
      assertEquals(1, other.append(batch(), AppendOptions.SYNCED));
    }
  }

  @Test
  void D7_aBlockingAppendWaitsForRoom() throws InterruptedException, ExecutionException, TimeoutException {
    int size = batch().readableBytes();
    try (KafkaStyleEngine engine = open(bounds(2L * size, NONE, 600_000));
        FailingDisk.Hold hold = disk.hold(UnsyncedBoundTest::isForce)) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      log.append(batch(), AppendOptions.BUFFERED);
      log.append(batch(), AppendOptions.BUFFERED);
      hold.awaitReached();
      CompletableFuture<Long> waiting =
          CompletableFuture.supplyAsync(() -> log.append(batch(), AppendOptions.BUFFERED));
      assertThrows(TimeoutException.class, () -> waiting.get(50, TimeUnit.MILLISECONDS));
      assertThrows(OverloadedException.class, () -> core(log), "the core form does not wait");
      hold.release();
      assertEquals(2, waiting.get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void D7_anInterruptEndsTheWaitOfOneAppend() throws InterruptedException {
    int size = batch().readableBytes();
    try (KafkaStyleEngine engine = open(bounds(size, NONE, 600_000));
        FailingDisk.Hold hold = disk.hold(UnsyncedBoundTest::isForce)) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      log.append(batch(), AppendOptions.BUFFERED);
      hold.awaitReached();
      Thread.currentThread().interrupt();
      assertThrows(InterruptedAppendException.class, () -> log.append(batch(), AppendOptions.BUFFERED));
      assertTrue(Thread.interrupted());
      hold.release();
      assertEquals(1, log.append(batch(), AppendOptions.BUFFERED));
    }
  }

  @Test
  void D7_aCloseSendsAwayWhoWaitsForRoom() throws InterruptedException {
    int size = batch().readableBytes();
    KafkaStyleEngine engine = open(bounds(size, NONE, 600_000));
    try (FailingDisk.Hold hold = disk.hold(UnsyncedBoundTest::isForce)) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      log.append(batch(), AppendOptions.BUFFERED);
      hold.awaitReached();
      CompletableFuture<Long> waiting =
          CompletableFuture.supplyAsync(() -> log.append(batch(), AppendOptions.BUFFERED));
      assertThrows(TimeoutException.class, () -> waiting.get(50, TimeUnit.MILLISECONDS));
      Thread closer = Thread.ofPlatform().start(engine::close);
      ExecutionException fault =
          assertThrows(ExecutionException.class, () -> waiting.get(30, TimeUnit.SECONDS));
      assertInstanceOf(EngineClosedException.class, fault.getCause());
      hold.release();
      closer.join();
    }
  }

  @Test
  void D7_aForceStartsAtTheAge() {
    try (KafkaStyleEngine engine = open(bounds(NONE, 500, NONE))) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      core(log).await();
      nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(500));
      await(() -> log.offsets().durable() == 1);
      await(() -> engine.stats().unsyncedBytes() == 0);
    }
  }

  @Test
  void D7_fourTimesTheAgeTurnsAppendsAwayUntilTheForceHasEnded() throws InterruptedException {
    try (KafkaStyleEngine engine = open(bounds(NONE, 20, NONE));
        FailingDisk.Hold hold =
            disk.hold(call -> isForce(call) && call.path().toString().contains("held-0"))) {
      PartitionLog held = engine.partitions().create(TestStore.spec("held", 0));
      PartitionLog other = engine.partitions().create(TestStore.spec("others", 0));
      core(held).await();
      nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(20));
      hold.awaitReached();
      core(other).await();
      nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(60));
      await(() -> isTurnedAway(other));
      long end = other.offsets().logEnd();
      assertThrows(OverloadedException.class, () -> core(held));
      assertEquals(end, other.offsets().logEnd());
      hold.release();
      await(() -> !isTurnedAway(other));
    }
  }

  private static boolean isTurnedAway(PartitionLog log) {
    try {
      core(log).await();
      return false;
    } catch (OverloadedException e) {
      return e.excessBytes() > 0;
    }
  }

  @Test
  void D7_zeroSwitchesABoundOff() {
    try (KafkaStyleEngine engine = open(bounds(NONE, NONE, NONE))) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      disk.failAll(UnsyncedBoundTest::isForce, FailingDisk::inputOutputError);
      for (int i = 0; i < 12; i++) {
        core(log).await();
        nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
      }
      assertEquals(0, log.offsets().durable());
      assertEquals(12L * batch().readableBytes(), engine.stats().unsyncedBytes());
      disk.heal();
    }
  }

  @Test
  void D7_whatAFailedForceLostIsNoLongerCounted() {
    KafkaStyleEngine engine = open(bounds(1 << 20, NONE, NONE));
    PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
    core(log).await();
    disk.fail(UnsyncedBoundTest::isForce, 1, FailingDisk::inputOutputError);
    assertThrows(StorageFailedException.class, () -> log.append(batch(), AppendOptions.SYNCED));
    assertEquals(0, engine.stats().unsyncedBytes());
    assertThrows(StorageException.class, engine::close);
  }

  private static boolean isForceOf(DiskCall call, String partition) {
    return isForce(call) && call.path().toString().contains(partition);
  }

  @Test
  void D3_whoWaitsForRoomFailsAtOnceWithItsPartition()
      throws InterruptedException, ExecutionException, TimeoutException {
    int size = batch().readableBytes();
    KafkaStyleEngine engine = open(bounds(2L * size + size / 2, NONE, 600_000));
    PartitionLog log = engine.partitions().create(TestStore.spec("failing", 0));
    PartitionLog other = engine.partitions().create(TestStore.spec("others", 0));
    try (FailingDisk.Hold held = disk.hold(call -> isForceOf(call, "others-0"));
        FailingDisk.Hold failing = disk.hold(call -> isForceOf(call, "failing-0"))) {
      disk.fail(call -> isForceOf(call, "failing-0"), 1, FailingDisk::inputOutputError);
      core(other).await();
      core(other).await();
      BlockingAppend small = new BlockingAppend();
      log.append(Batches.of(1, 0, 10), AppendOptions.BUFFERED, small);
      failing.awaitReached();
      CompletableFuture<Long> waiting =
          CompletableFuture.supplyAsync(() -> log.append(batch(), AppendOptions.BUFFERED));
      CompletableFuture<Long> waitingToo =
          CompletableFuture.supplyAsync(() -> other.append(batch(), AppendOptions.BUFFERED));
      assertThrows(TimeoutException.class, () -> waiting.get(50, TimeUnit.MILLISECONDS));
      failing.release();
      ExecutionException fault =
          assertThrows(ExecutionException.class, () -> waiting.get(20, TimeUnit.SECONDS));
      assertInstanceOf(StorageFailedException.class, fault.getCause());
      assertEquals(2L * size, engine.stats().unsyncedBytes(), "there is no room, which it waited for");
      assertTrue(!waitingToo.isDone(), "who waits for another partition goes on waiting");
      held.release();
      assertEquals(2, waitingToo.get(20, TimeUnit.SECONDS));
    }
    assertThrows(StorageException.class, engine::close);
  }

  @Test
  void D7_anAppendThatFindsNoSpaceIsNotCounted() {
    try (KafkaStyleEngine engine = open(bounds(1 << 20, NONE, NONE))) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      disk.failAll(call -> call.operation() == DiskOperation.WRITE && call.fileName().endsWith(".log"),
          FailingDisk::full);
      assertThrows(StorageException.class, () -> core(log));
      assertEquals(0, engine.stats().unsyncedBytes());
      disk.heal();
    }
  }

  @Test
  void D7_theCoreFormDoesNotWaitForRolledSegments() throws InterruptedException {
    try (KafkaStyleEngine engine = open(bounds(NONE, NONE, NONE));
        FailingDisk.Hold hold = disk.hold(UnsyncedBoundTest::isForce)) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      OverloadedException refused = null;
      for (int i = 0; i < 64 * 3 && refused == null; i++) { // two batches of 7 KiB a segment
        try {
          log.append(Batches.of(1, 0, 7000), AppendOptions.BUFFERED, new BlockingAppend());
        } catch (OverloadedException e) {
          refused = e;
        }
      }
      hold.awaitReached();
      assertTrue(refused != null && refused.excessBytes() >= 7000 && refused.retryAfterNanos() > 0);
      hold.release();
      await(() -> !isTurnedAway(log));
    }
  }

  @Test
  void E1_aBatchLimitAboveTheFileSizeIsRefused() {
    ConfigKey<Long> key = StorageKeys.MAX_BATCH_BYTES;
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> open(TestStore.SMALL.with(key, 16 * 1024 + 1L)));
    assertTrue(String.valueOf(refused.getMessage()).contains("16385"));
    assertTrue(!Files.exists(temporary.resolve("store")), "nothing is left behind");
  }
}
