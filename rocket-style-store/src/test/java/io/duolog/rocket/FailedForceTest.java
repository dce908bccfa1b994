package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.file.SystemDisk;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.EngineEvents;
import io.duolog.storage.OffsetRange;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.StorageException;
import io.duolog.storage.error.StorageFailedException;
import io.duolog.storage.error.StorageFullException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults of the disk under a running store. */
class FailedForceTest {
  @TempDir Path area;
  private final FailingDisk disk = new FailingDisk(new SystemDisk());

  @Test
  void d3_theFirstFailedForceIsFinal() throws InterruptedException {
    Path store = area.resolve("store");
    CountDownLatch told = new CountDownLatch(1);
    AtomicInteger times = new AtomicInteger();
    StorageEngine engine = TestStore.open(store, disk);
    engine.subscribe(
        new EngineEvents() {
          @Override
          public void failed(String domain, StorageException cause) {
            times.incrementAndGet();
            told.countDown();
          }
        });
    PartitionLog log = TestStore.partition(engine, 0);
    log.append(TestStore.batch("durable"), AppendOptions.SYNCED);
    disk.fail(DiskOperation.FORCE_MAPPING, 1, FailingDisk::inputOutputError);
    StorageFailedException first =
        assertThrows(
            StorageFailedException.class, () -> log.append(TestStore.batch("lost"), AppendOptions.SYNCED));
    assertEquals(List.of(new OffsetRange(log.descriptor().identity(), 1, 2)), first.lostRanges());
    assertSame(first, assertThrows(StorageFailedException.class, () -> TestStore.append(log, "later")));
    assertSame(first, assertThrows(StorageFailedException.class, engine::sync));
    assertEquals(List.of("durable"), TestStore.values(log, ReadOptions.LOG_END));
    assertEquals(1, log.offsets().logEnd());
    assertTrue(told.await(10, TimeUnit.SECONDS));
    assertSame(first, assertThrows(StorageException.class, engine::close));
    assertEquals(1, times.get());
    assertTrue(engine.close(Duration.ZERO).isClean(), "the second close reports and throws nothing");
    try (StorageEngine again = TestStore.open(store)) {
      assertEquals("durable", TestStore.values(TestStore.partition(again, 0)).getFirst());
    }
  }

  @Test
  void d3_d6_aFullDiskIsNoFinalFaultAndLeavesNoHalfMadeFile() throws Exception {
    Path store = area.resolve("store");
    try (StorageEngine engine = TestStore.open(store, disk)) {
      PartitionLog log = TestStore.partition(engine, 0);
      TestStore.append(log, "first");
      disk.failAll(call -> call.operation() == DiskOperation.ALLOCATE, FailingDisk::full);
      long appended = 1;
      StorageException full = null;
      while (full == null) {
        try {
          TestStore.append(log, "more");
          appended++;
        } catch (StorageFullException e) {
          full = e;
        }
      }
      assertEquals(appended, log.offsets().logEnd());
      int files = TestStore.logFiles(store).size();
      disk.heal();
      assertEquals(appended, TestStore.append(log, "space is back"));
      assertTrue(TestStore.logFiles(store).size() > files);
    }
  }
}
