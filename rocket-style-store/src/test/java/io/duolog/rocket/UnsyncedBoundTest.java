package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskCall;
import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.faults.ObservedDisk;
import io.duolog.io.file.Disk;
import io.duolog.io.file.SystemDisk;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.EngineResources;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.error.OverloadedException;
import io.duolog.storage.error.StorageException;
import io.duolog.storage.error.StorageFailedException;
import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bound of bytes that are published and not forced, under a disk whose forces are held. */
class UnsyncedBoundTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long MIB = 1 << 20;

  @TempDir Path area;
  private final ManualClock clock = new ManualClock();
  private final FailingDisk disk = new FailingDisk(new SystemDisk());

  private static boolean isLogForce(DiskCall call) {
    return call.operation() == DiskOperation.FORCE_MAPPING && call.path().toString().contains("/commitlog/");
  }

  private StorageEngine open(Disk on, long bytes, long ageMillis, long waitMillis) {
    StorageConfig config =
        StorageConfig.defaults()
            .with(StorageKeys.FILE_SIZE_BYTES, MIB)
            .with(StorageKeys.MAX_BATCH_BYTES, 64L * 1024)
            .with(StorageKeys.UNSYNCED_BYTES, bytes)
            .with(StorageKeys.UNSYNCED_AGE_MS, ageMillis)
            .with(StorageKeys.APPEND_WAIT_MS, waitMillis);
    EngineResources resources = EngineResources.create().withClock(clock);
    return new RocketStyleProvider(on).open(area.resolve("store"), config, resources);
  }

  private static long core(PartitionLog log, ByteBuf batch) {
    return log.append(batch, AppendOptions.BUFFERED, AcceptedAppend.IGNORED);
  }

  private static void await(BooleanSupplier condition) {
    assertTimeoutPreemptively(
        LIMIT,
        () -> {
          while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(100_000);
          }
        });
  }

  @Test
  void d7_e5_theCoreFormIsTurnedAwayBeforeAnOffsetIsAssigned() throws InterruptedException {
    ByteBuf batch = TestStore.batch("x".repeat(900));
    int size = batch.readableBytes();
    try (StorageEngine engine = open(disk, 10L * size, 0, 0)) {
      PartitionLog log = TestStore.partition(engine, 0);
      try (FailingDisk.Hold hold = disk.hold(UnsyncedBoundTest::isLogForce)) {
        for (int i = 0; i < 10; i++) {
          assertEquals(i, core(log, batch));
        }
        hold.awaitReached();
        OverloadedException overload = assertThrows(OverloadedException.class, () -> core(log, batch));
        assertEquals(size, overload.excessBytes());
        assertTrue(overload.retryAfterNanos() > 0);
        assertEquals(10L * size, engine.stats().unsyncedBytes());
        assertEquals(10, log.offsets().logEnd());
      }
      engine.sync();
      assertEquals(0, engine.stats().unsyncedBytes());
      assertEquals(10, core(log, batch));
      assertEquals(size, engine.stats().unsyncedBytes());
    }
  }

  @Test
  void d7_theBlockingFormWaitsForAForceAndNoLongerThanItMay() throws InterruptedException, ExecutionException {
    ByteBuf batch = TestStore.batch("x".repeat(900));
    int size = batch.readableBytes();
    try (StorageEngine engine = open(disk, 2L * size, 0, 60_000)) {
      PartitionLog log = TestStore.partition(engine, 0);
      CompletableFuture<Long> waiting;
      try (FailingDisk.Hold hold = disk.hold(UnsyncedBoundTest::isLogForce)) {
        core(log, batch);
        core(log, batch);
        hold.awaitReached();
        waiting =
            CompletableFuture.supplyAsync(() -> log.append(TestStore.batch("waits"), AppendOptions.BUFFERED));
        assertThrows(OverloadedException.class, () -> core(log, batch));
        assertFalse(waiting.isDone());
      }
      assertEquals(2, waiting.get());
    }
  }

  /** A small batch would find room long before the large one that came first. */
  @Test
  void d7_whoWaitsForRoomGetsItInTheOrderOfComing() throws Exception {
    ByteBuf filler = TestStore.batch("x".repeat(900));
    ByteBuf large = TestStore.batch("x".repeat(16_000));
    ByteBuf small = TestStore.batch("small");
    int size = filler.readableBytes();
    try (StorageEngine engine = open(disk, 20L * size, 0, 60_000)) {
      PartitionLog log = TestStore.partition(engine, 0);
      List<CompletableFuture<Long>> ends = new ArrayList<>();
      try (FailingDisk.Hold hold = disk.hold(UnsyncedBoundTest::isLogForce)) {
        for (int i = 0; i < 10; i++) {
          core(log, filler);
        }
        hold.awaitReached(); // this force covers half of what there will be
        for (int i = 10; i < 20; i++) {
          core(log, filler);
        }
        ends.add(waiter(() -> log.append(large, AppendOptions.BUFFERED)));
        for (int i = 0; i < 5; i++) {
          ends.add(waiter(() -> log.append(small, AppendOptions.BUFFERED)));
        }
      }
      disk.heal();
      for (int i = 0; i < ends.size(); i++) {
        assertEquals(20 + i, ends.get(i).get(60, TimeUnit.SECONDS));
      }
    }
  }

  @Test
  void d3_d7_aStoreThatFailsSendsAwayWhoeverWaitsForRoom() throws Exception {
    ByteBuf batch = TestStore.batch("x".repeat(900));
    StorageEngine engine = open(disk, 2L * batch.readableBytes(), 0, 600_000);
    PartitionLog log = TestStore.partition(engine, 0);
    List<CompletableFuture<Long>> ends = new ArrayList<>();
    try (FailingDisk.Hold hold = disk.hold(UnsyncedBoundTest::isLogForce)) {
      disk.failAll(UnsyncedBoundTest::isLogForce, FailingDisk::inputOutputError); // once it is held no longer
      core(log, batch);
      core(log, batch);
      hold.awaitReached();
      for (int i = 0; i < 5; i++) {
        ends.add(waiter(() -> log.append(batch, AppendOptions.BUFFERED)));
      }
    }
    for (CompletableFuture<Long> end : ends) {
      ExecutionException ended = assertThrows(ExecutionException.class, () -> end.get(60, TimeUnit.SECONDS));
      assertInstanceOf(StorageFailedException.class, ended.getCause());
    }
    assertThrows(StorageFailedException.class, engine::close);
  }

  /** Starts a thread and returns when it waits. */
  private static CompletableFuture<Long> waiter(Supplier<Long> append) {
    CompletableFuture<Long> end = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    end.complete(append.get());
                  } catch (StorageException e) {
                    end.completeExceptionally(e);
                  }
                });
    await(() -> thread.getState() == Thread.State.TIMED_WAITING);
    return end;
  }

  @Test
  void d7_theBlockingFormGetsTheOverloadWhenItsTimeIsOver() throws InterruptedException {
    ByteBuf batch = TestStore.batch("x".repeat(900));
    try (StorageEngine engine = open(disk, batch.readableBytes(), 0, 20)) {
      PartitionLog log = TestStore.partition(engine, 0);
      try (FailingDisk.Hold hold = disk.hold(UnsyncedBoundTest::isLogForce)) {
        core(log, batch);
        hold.awaitReached();
        OverloadedException overload =
            assertThrows(OverloadedException.class, () -> log.append(batch, AppendOptions.BUFFERED));
        assertEquals(batch.readableBytes(), overload.excessBytes());
        assertEquals(1, log.offsets().logEnd());
      }
    }
  }

  @Test
  void d7_aForceForTheBytesStartsAtHalfOfThemAndEndsInFrontOfAMultipleOf128KiB() {
    List<DiskCall> forces = new CopyOnWriteArrayList<>();
    Disk observed =
        new ObservedDisk(disk) {
          @Override
          protected void before(DiskCall call) {
            if (isLogForce(call)) {
              forces.add(call);
            }
          }
        };
    ByteBuf batch = TestStore.batch("x".repeat(900));
    long span = (batch.readableBytes() + 80L + 7) & -8;
    try (StorageEngine engine = open(observed, 800 * 1024, 0, 60_000)) {
      PartitionLog log = TestStore.partition(engine, 0);
      for (int i = 0; i < 300; i++) {
        core(log, batch);
      }
      assertTrue(forces.isEmpty(), "less than half of the bytes is no reason for a force");
      for (int i = 300; i < 450; i++) {
        core(log, batch);
      }
      await(() -> engine.stats().unsyncedBytes() < 400 * 1024);
      assertFalse(forces.isEmpty());
      for (DiskCall force : forces) {
        long rest = (force.position() + force.length()) % (128 * 1024);
        assertTrue(rest == 0 || rest > 128 * 1024 - span, force + " ends at " + rest);
      }
      assertTrue(log.offsets().durable() > 0);
      assertTrue(log.offsets().durable() < 450, "what is written now is left alone");
    }
  }

  @Test
  void d7_atTheAgeOfTheOldestByteEverythingIsForced() {
    try (StorageEngine engine = open(disk, 64 * MIB, 500, 0)) {
      PartitionLog log = TestStore.partition(engine, 0);
      long before = engine.stats().forces();
      core(log, TestStore.batch("old"));
      assertEquals(before, engine.stats().forces());
      assertTrue(engine.stats().unsyncedBytes() > 0);
      await(() -> advancedTo(engine, 0));
      assertEquals(1, log.offsets().durable());
    }
  }

  /** Lets the time go on; the engine sees an append at its next look only. */
  private boolean advancedTo(StorageEngine engine, long unsyncedBytes) {
    clock.advanceMillis(10);
    return engine.stats().unsyncedBytes() == unsyncedBytes;
  }

  @Test
  void d7_beyondFourAgesNoAppendIsTakenUntilTheForceHasEnded() throws InterruptedException {
    ByteBuf batch = TestStore.batch("x".repeat(900));
    try (StorageEngine engine = open(disk, 10L * batch.readableBytes(), 500, 0)) {
      PartitionLog log = TestStore.partition(engine, 0);
      try (FailingDisk.Hold hold = disk.hold(UnsyncedBoundTest::isLogForce)) {
        for (int i = 0; i < 5; i++) {
          core(log, batch);
        }
        hold.awaitReached();
        clock.advanceMillis(1999);
        core(log, batch);
        clock.advanceMillis(1);
        OverloadedException overload = assertThrows(OverloadedException.class, () -> core(log, batch));
        assertEquals(0, overload.excessBytes());
        assertEquals(6, log.offsets().logEnd());
      }
      engine.sync();
      assertEquals(6, core(log, batch));
    }
  }

  @Test
  void d7_aBoundOfZeroIsOff() {
    try (StorageEngine engine = open(disk, 0, 0, 0)) {
      PartitionLog log = TestStore.partition(engine, 0);
      ByteBuf batch = TestStore.batch("x".repeat(60_000));
      long before = engine.stats().forces();
      for (int i = 0; i < 15; i++) {
        core(log, batch);
      }
      clock.advanceMillis(100_000);
      core(log, batch);
      assertEquals(before, engine.stats().forces());
      assertEquals(16L * batch.readableBytes(), engine.stats().unsyncedBytes());
    }
  }

  /** The thread that forces makes room, so in a completion it does not wait for some. */
  @Test
  void d7_a9_aCompletionOnTheForceThreadDoesNotWaitForRoom() throws Exception {
    ByteBuf batch = TestStore.batch("x".repeat(900));
    try (StorageEngine engine = open(disk, 2L * batch.readableBytes(), 0, 30_000)) {
      PartitionLog log = TestStore.partition(engine, 0);
      CompletableFuture<Long> met = new CompletableFuture<>();
      AcceptedAppend fills =
          (_, _) -> {
            core(log, batch);
            core(log, batch);
            try {
              met.complete(log.append(batch, AppendOptions.BUFFERED));
            } catch (StorageException e) {
              met.completeExceptionally(e);
            }
          };
      log.append(batch, AppendOptions.SYNCED, fills);
      ExecutionException ended = assertThrows(ExecutionException.class, () -> met.get(10, TimeUnit.SECONDS));
      assertInstanceOf(OverloadedException.class, ended.getCause());
      engine.sync();
      assertEquals(3, log.offsets().durable());
    }
  }
}
