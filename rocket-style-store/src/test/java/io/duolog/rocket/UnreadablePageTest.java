package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskCall;
import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.faults.ObservedDisk;
import io.duolog.io.file.SystemDisk;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.EngineEvents;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.StorageIoException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A page of the queue is damaged, and the log cannot be read to derive it again: who needs the page is told, and nobody
 * else, until the log can be read.
 */
class UnreadablePageTest {
  private static final int COUNT = 20;

  @TempDir Path area;

  /** Fails to read the log while it is told to, and tells when a checkpoint was written. */
  private static final class UnreadableLog extends ObservedDisk {
    volatile boolean isUnreadable;
    volatile CountDownLatch checkpoints = new CountDownLatch(0);

    UnreadableLog() {
      super(new SystemDisk());
    }

    @Override
    protected void before(DiskCall call) throws IOException {
      boolean isLog = call.path().toString().contains("/commitlog/");
      if (isUnreadable && call.operation() == DiskOperation.READ && isLog) {
        throw FailingDisk.inputOutputError();
      }
    }

    @Override
    protected void after(DiskCall call) {
      if (call.is(DiskOperation.RENAME, "checkpoint")) {
        checkpoints.countDown();
      }
    }
  }

  private Path damaged() throws IOException {
    Path store = area.resolve("store");
    try (StorageEngine engine = TestStore.open(store)) {
      for (int i = 0; i < COUNT; i++) {
        TestStore.append(TestStore.partition(engine, i % 2), "value-" + i);
      }
    }
    StoredQueue.damagePage(store, 1, 0);
    return store;
  }

  private static List<String> expected(int partition) {
    List<String> values = new ArrayList<>();
    for (int i = partition; i < COUNT; i += 2) {
      values.add("value-" + i);
    }
    return values;
  }

  @Test
  void c3_c4_aPageThatCannotBeDerivedFailsTheReadsThatNeedItAndNothingElse() throws Exception {
    Path store = damaged();
    UnreadableLog disk = new UnreadableLog();
    CountDownLatch durable = new CountDownLatch(1);
    CountDownLatch idle = new CountDownLatch(1);
    try (StorageEngine engine = TestStore.open(store, disk)) {
      PartitionLog needy = TestStore.partition(engine, 0);
      PartitionLog other = TestStore.partition(engine, 1);
      disk.isUnreadable = true;
      engine.subscribe(
          new EngineEvents() {
            @Override
            public void advanced(PartitionLog partition, LogOffsets.Mutable offsets) {
              boolean isOther = partition.descriptor().equals(other.descriptor());
              if (isOther && offsets.durable() == 1 + COUNT / 2) {
                durable.countDown();
              } else if (!isOther && offsets.durable() == COUNT / 2) {
                idle.countDown();
              }
            }
          });
      needy.advanceHighWatermark(3);
      other.append(TestStore.batch("new"), AppendOptions.SYNCED);
      assertTrue(durable.await(10, TimeUnit.SECONDS), "the listener is told of the partition that was written");
      assertTrue(idle.await(10, TimeUnit.SECONDS), "the listener is told of the partition with the damaged page");
      disk.checkpoints = new CountDownLatch(1);
      needy.advanceHighWatermark(4);
      assertTrue(disk.checkpoints.await(10, TimeUnit.SECONDS), "checkpoints are written");

      assertThrows(StorageIoException.class, () -> needy.read(0, 4096, ReadOptions.LOG_END));
      assertThrows(StorageIoException.class, () -> TestStore.append(needy, "new"));
      assertEquals(COUNT / 2 + 1, TestStore.values(other).size());

      disk.isUnreadable = false;
      assertEquals(expected(0), TestStore.values(needy));
      assertEquals(COUNT / 2, TestStore.append(needy, "new"));
    }
    try (StorageEngine engine = TestStore.open(store)) {
      assertEquals(1 + COUNT / 2, TestStore.values(TestStore.partition(engine, 0)).size());
      assertEquals(4, TestStore.partition(engine, 0).offsets().highWatermark());
    }
  }
}
