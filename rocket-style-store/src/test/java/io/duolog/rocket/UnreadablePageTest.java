package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskCall;
import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.faults.ObservedDisk;
import io.duolog.io.file.SystemDisk;
import io.duolog.record.RecordIterator;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.BatchIterator;
import io.duolog.storage.EngineEvents;
import io.duolog.storage.FetchResult;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.StorageIoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
    volatile boolean isFirstFileUnreadable;
    volatile CountDownLatch checkpoints = new CountDownLatch(0);

    UnreadableLog() {
      super(new SystemDisk());
    }

    @Override
    protected void before(DiskCall call) throws IOException {
      boolean isLog = call.path().toString().contains("/commitlog/");
      boolean isFirst = call.path().toString().endsWith("/commitlog/" + "0".repeat(20));
      boolean isFailing = isLog && (isUnreadable || (isFirstFileUnreadable && isFirst));
      if (isFailing && call.operation() == DiskOperation.READ) {
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

  private static String valueAt(PartitionLog log, long offset) {
    FetchResult fetched = (FetchResult) log.read(offset, 1, ReadOptions.LOG_END.verified());
    try {
      BatchIterator batches = fetched.batches();
      RecordIterator records = new RecordIterator();
      assertTrue(batches.next());
      records.reset(batches.batch());
      ByteBuffer value = records.next().value();
      return value == null ? "null" : StandardCharsets.UTF_8.decode(value).toString();
    } finally {
      fetched.release();
    }
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
      assertEquals(COUNT / 2, TestStore.append(needy, "new"));
      assertEquals("new", valueAt(needy, COUNT / 2));
      assertThrows(StorageIoException.class, () -> needy.read(0, 4096, ReadOptions.LOG_END));
      assertEquals(COUNT / 2 + 1, TestStore.values(other).size());

      disk.isUnreadable = false;
      assertEquals(expected(0), TestStore.values(needy).subList(0, COUNT / 2));
      assertEquals(1 + COUNT / 2, TestStore.values(needy).size());
    }
    try (StorageEngine engine = TestStore.open(store)) {
      assertEquals(1 + COUNT / 2, TestStore.values(TestStore.partition(engine, 0)).size());
      assertEquals(4, TestStore.partition(engine, 0).offsets().highWatermark());
    }
  }

  /** What a crash leaves of a store whose first partition has a damaged page, and batches above the watermark. */
  private Path crashed(List<List<String>> expected) throws IOException {
    Path store = area.resolve("store");
    Path image = area.resolve("image");
    expected.add(new ArrayList<>());
    expected.add(new ArrayList<>());
    for (int session = 0; session < 2; session++) {
      try (StorageEngine engine = TestStore.open(store)) {
        for (int i = 0; i < 2 * COUNT; i++) {
          String value = session + "-" + i + "-" + "x".repeat(700);
          TestStore.append(TestStore.partition(engine, i % 2), value);
          expected.get(i % 2).add(value);
        }
        if (session == 1) {
          TestStore.copy(store, image);
        }
      }
    }
    StoredQueue.damagePage(image, 1, 0);
    return image;
  }

  @Test
  void c3_afterACrashADamagedLastPageThatCannotBeDerivedCostsItsOwnEntriesOnly() throws Exception {
    List<List<String>> expected = new ArrayList<>();
    Path store = crashed(expected);
    UnreadableLog disk = new UnreadableLog();
    disk.isFirstFileUnreadable = true;
    Path again = area.resolve("again");
    try (StorageEngine engine = TestStore.open(store, disk)) {
      assertEquals(RecoveryReport.Kind.CRASHED, engine.recoveryReport().kind());
      assertFalse(engine.recoveryReport().warnings().isEmpty());
      PartitionLog needy = TestStore.partition(engine, 0);
      assertEquals(expected.get(1), TestStore.values(TestStore.partition(engine, 1)));
      assertThrows(StorageIoException.class, () -> needy.read(COUNT - 1, 4096, ReadOptions.LOG_END));
      assertEquals(2 * COUNT, needy.offsets().logEnd());
      assertEquals(expected.get(0).get(COUNT), valueAt(needy, COUNT));
      assertEquals(expected.get(0).getLast(), valueAt(needy, 2 * COUNT - 1));
      needy.append(TestStore.batch("new"), AppendOptions.SYNCED);
      expected.get(0).add("new");
      disk.checkpoints = new CountDownLatch(1);
      needy.advanceHighWatermark(3);
      assertTrue(disk.checkpoints.await(10, TimeUnit.SECONDS), "checkpoints are written");
      TestStore.copy(store, again);
    }
    for (Path each : List.of(again, store)) {
      UnreadableLog unreadable = new UnreadableLog();
      unreadable.isFirstFileUnreadable = true;
      try (StorageEngine engine = TestStore.open(each, unreadable)) {
        PartitionLog needy = TestStore.partition(engine, 0);
        assertThrows(StorageIoException.class, () -> needy.read(COUNT - 1, 4096, ReadOptions.LOG_END));
        unreadable.isFirstFileUnreadable = false;
        assertEquals(expected.get(0), TestStore.values(needy));
        assertEquals(expected.get(1), TestStore.values(TestStore.partition(engine, 1)));
      }
      try (StorageEngine engine = TestStore.open(each)) {
        assertEquals(expected.get(0), TestStore.values(TestStore.partition(engine, 0)));
        assertEquals(0, engine.stats().others().get("repaired.queue.pages.count"));
      }
    }
  }
}
