package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.duolog.io.faults.FailingDisk;
import io.duolog.io.file.SystemDisk;
import io.duolog.rocket.format.StoreNames;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A crash between the catalogue's entry for a page of the queue that was derived again and the next checkpoint. */
class RepairedPageCrashTest {
  private static final int PER_PAGE = 102;
  private static final long INCARNATION = 1;

  @TempDir Path area;
  private final FailingDisk disk = new FailingDisk(new SystemDisk());
  private final AppendedValues appended = new AppendedValues();

  @Test
  @Timeout(60)
  void c1_c4_thePageIsNotGivenToAnotherPartition() throws Exception {
    Path store = area.resolve("store");
    try (StorageEngine engine = TestStore.open(store)) {
      appended.append(engine, 0, 2 * PER_PAGE + 1);
      appended.append(engine, 1, PER_PAGE);
    }
    StoredQueue.damagePage(store, INCARNATION, 0);
    Path image;
    try (StorageEngine engine = TestStore.open(store, disk)) {
      assertEquals(appended.of(0), TestStore.values(TestStore.partition(engine, 0)));
      assertEquals(1, engine.stats().others().get("repaired.queue.pages.count"));
      FailingDisk.Hold hold =
          disk.hold(call -> call.path().getFileName().toString().startsWith(StoreNames.CHECKPOINT));
      try (hold) {
        PartitionLog log = TestStore.partition(engine, 0);
        log.append(TestStore.batch("makes a checkpoint due"), AppendOptions.SYNCED);
        hold.awaitReached();
        image = TestStore.copy(store, area.resolve("image"));
      }
      disk.heal();
    }
    appended.of(0).add("makes a checkpoint due");
    try (StorageEngine engine = TestStore.open(image)) {
      assertEquals(appended.of(0), TestStore.values(TestStore.partition(engine, 0)));
      appended.append(engine, 1, PER_PAGE);
      assertEquals(appended.of(1), TestStore.values(TestStore.partition(engine, 1)));
      assertEquals(appended.of(0), TestStore.values(TestStore.partition(engine, 0)));
    }
  }
}
