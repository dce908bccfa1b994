package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.file.SystemDisk;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.AppendRejection;
import io.duolog.storage.EngineEvents;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.StorageException;
import io.duolog.storage.error.StorageFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threads of the store that meet what nobody expects, and callbacks that do what they must not. */
class FailingThreadTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path area;
  private final FailingDisk disk = new FailingDisk(new SystemDisk());

  private static IOException unexpected() {
    throw new IllegalStateException("not expected");
  }

  /** Appends until that fails; whoever waits for a file has to be released. */
  private static StorageFailedException appendUntilFailure(PartitionLog log) {
    return assertThrows(
        StorageFailedException.class,
        () -> {
          while (true) {
            TestStore.append(log, "more");
          }
        });
  }

  private static void assertCause(StorageFailedException failure) {
    assertInstanceOf(IllegalStateException.class, failure.getCause());
    assertEquals("not expected", failure.getCause().getMessage());
  }

  @Test
  void e2_d3_anAllocationThatThrowsFailsTheStoreAndReleasesWhoeverWaits() {
    StorageEngine engine = TestStore.open(area.resolve("store"), disk);
    PartitionLog log = TestStore.partition(engine, 0);
    disk.failAll(call -> call.operation() == DiskOperation.ALLOCATE, FailingThreadTest::unexpected);
    assertCause(assertTimeoutPreemptively(LIMIT, () -> appendUntilFailure(log)));
    assertTimeoutPreemptively(LIMIT, () -> assertThrows(StorageFailedException.class, engine::close));
  }

  @Test
  void e2_d3_aCheckpointThatThrowsFailsTheStore() {
    StorageEngine engine = TestStore.open(area.resolve("store"), disk);
    PartitionLog log = TestStore.partition(engine, 0);
    disk.failAll(call -> call.operation() == DiskOperation.RENAME, FailingThreadTest::unexpected);
    log.append(TestStore.batch("first"), AppendOptions.SYNCED);
    assertCause(assertTimeoutPreemptively(LIMIT, () -> appendUntilFailure(log)));
    assertTimeoutPreemptively(LIMIT, () -> assertThrows(StorageFailedException.class, engine::close));
  }

  @Test
  void d2_d3_aForceThatThrowsFailsTheStoreAndWhoeverWaitsForIt() {
    StorageEngine engine = TestStore.open(area.resolve("store"), disk);
    PartitionLog log = TestStore.partition(engine, 0);
    disk.failAll(call -> call.operation() == DiskOperation.FORCE_MAPPING, FailingThreadTest::unexpected);
    assertCause(
        assertTimeoutPreemptively(
            LIMIT,
            () ->
                assertThrows(
                    StorageFailedException.class,
                    () -> log.append(TestStore.batch("lost"), AppendOptions.SYNCED))));
    assertTimeoutPreemptively(LIMIT, () -> assertThrows(StorageFailedException.class, engine::close));
  }

  @Test
  void v5_aListenerThatThrowsAnErrorIsDroppedAndTheOthersAreTold() throws InterruptedException {
    try (StorageEngine engine = TestStore.open(area.resolve("store"))) {
      PartitionLog log = TestStore.partition(engine, 0);
      CountDownLatch told = new CountDownLatch(2);
      engine.subscribe(
          new EngineEvents() {
            @Override
            public void advanced(PartitionLog partition, LogOffsets.Mutable offsets) {
              throw new AssertionError("thrown by a listener");
            }
          });
      engine.subscribe(
          new EngineEvents() {
            @Override
            public void advanced(PartitionLog partition, LogOffsets.Mutable offsets) {
              told.countDown();
            }
          });
      TestStore.append(log, "first");
      assertTimeoutPreemptively(
          LIMIT,
          () -> {
            while (engine.stats().others().getOrDefault("dropped.listeners.count", -1L) == 0) {
              LockSupport.parkNanos(100_000);
            }
          });
      TestStore.append(log, "second");
      log.append(TestStore.batch("third"), AppendOptions.SYNCED);
      assertTrue(told.await(60, TimeUnit.SECONDS));
      assertEquals(1, engine.stats().others().get("dropped.listeners.count"));
    }
  }

  @Test
  void f2_closingFromACompletionIsRefusedAndChangesNothing() throws InterruptedException, ExecutionException {
    StorageEngine engine = TestStore.open(area.resolve("store"));
    PartitionLog log = TestStore.partition(engine, 0);
    CompletableFuture<Boolean> refused = new CompletableFuture<>();
    log.append(
        TestStore.batch("first"),
        AppendOptions.SYNCED,
        new AppendCompletion() {
          @Override
          public void appended(long baseOffset, long lastOffset) {
            try {
              engine.close();
              refused.complete(false);
            } catch (IllegalStateException e) {
              refused.complete(true);
            }
          }

          @Override
          public void rejected(AppendRejection rejection) {
            refused.complete(false);
          }

          @Override
          public void failed(StorageException cause) {
            refused.complete(false);
          }
        });
    assertTrue(assertTimeoutPreemptively(LIMIT, () -> refused.get()));
    assertEquals(1, TestStore.append(log, "second"));
    assertTimeoutPreemptively(LIMIT, () -> engine.close());
  }
}
