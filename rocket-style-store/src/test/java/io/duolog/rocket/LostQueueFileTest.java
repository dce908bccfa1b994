package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.FailingDisk;
import io.duolog.io.file.SystemDisk;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.OverloadedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One of the files of the queue is gone; here it is one that holds pages of one partition only. */
class LostQueueFileTest {
  private static final int COUNT = 20 * 102; // 20 pages of the queue; a file holds 16
  private static final int NEEDED = COUNT - 10;
  private static final String LOST = "00000000000000000032";

  @TempDir Path area;
  private final FailingDisk disk = new FailingDisk(new SystemDisk());
  private final AppendedValues appended = new AppendedValues();

  private Path filled(boolean isCrashed) throws IOException {
    Path store = area.resolve("store");
    try (StorageEngine engine = TestStore.open(store)) {
      appended.append(engine, 0, COUNT);
      appended.append(engine, 1, COUNT);
    }
    if (!isCrashed) {
      return store;
    }
    try (StorageEngine engine = TestStore.open(store)) {
      appended.append(engine, 0, 7);
      appended.append(engine, 1, 7);
      return TestStore.copy(store, area.resolve("crashed"));
    }
  }

  private static void lose(Path store, boolean isShort) throws IOException {
    Path file = store.resolve("consumequeue").resolve(LOST);
    if (isShort) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(5000);
      }
    } else {
      Files.delete(file);
    }
  }

  /** Opening is over while the log cannot be read below the watermark, so nobody has waited for that. */
  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void c4_itsPagesAreDerivedInTheBackgroundWhileOthersServe(boolean isShort, boolean isCrashed) throws Exception {
    Path store = filled(isCrashed);
    lose(store, isShort);
    Path image = area.resolve("image");
    FailingDisk.Hold hold = disk.hold(LostPages.readsOfTheRebuild());
    try (StorageEngine engine = TestStore.open(store, disk)) {
      try (hold) {
        hold.awaitReached();
        RecoveryReport report = engine.recoveryReport();
        assertEquals(isCrashed ? RecoveryReport.Kind.CRASHED : RecoveryReport.Kind.CLEAN, report.kind());
        assertEquals(1, report.rebuiltFiles());
        assertFalse(report.warnings().isEmpty());
        assertTrue(LostPages.count(engine) > 0);
        assertEquals(appended.of(0), TestStore.values(TestStore.partition(engine, 0)));
        PartitionLog needy = TestStore.partition(engine, 1);
        assertThrows(OverloadedException.class, () -> needy.read(NEEDED, 4096, ReadOptions.LOG_END));
        appended.append(engine, 1, 5);
        ((FetchResult) needy.read(appended.of(1).size() - 1, 4096, ReadOptions.LOG_END)).release();
        appended.append(engine, 0, 5);
        engine.sync();
        TestStore.copy(store, image);
      }
      disk.heal();
      LostPages.awaitAtMost(engine, 0);
      appended.assertAllThere(engine);
    }
    for (Path each : List.of(store, image)) {
      try (StorageEngine engine = TestStore.open(each)) {
        assertEquals(each.equals(image), engine.recoveryReport().rebuiltFiles() > 0);
        LostPages.awaitAtMost(engine, 0);
        appended.assertAllThere(engine);
      }
      try (StorageEngine engine = TestStore.open(each)) {
        assertEquals(0, engine.recoveryReport().rebuiltFiles());
        appended.assertAllThere(engine);
        assertEquals(0, engine.stats().others().get("repaired.queue.pages.count"));
      }
      assertEquals(List.of(), LostPages.marks(each));
    }
  }

  private static void damage(Path store, String file, int page) throws IOException {
    Path path = store.resolve("consumequeue").resolve(file);
    byte[] bytes = Files.readAllBytes(path);
    bytes[page * 4096 + 20] ^= 1;
    Files.write(path, bytes);
  }

  /** It is derived by who needs it, as if nothing was lost: the log tells it from the page before. */
  @Test
  @Timeout(120)
  void c3_c4_aDamagedPageOfTheSameQueueIsNotLeftToTheBackground() throws Exception {
    Path store = filled(false);
    lose(store, false);
    damage(store, "00000000000000000016", 5); // the second page of partition 1
    FailingDisk.Hold hold = disk.hold(LostPages.readsOfTheRebuild());
    try (StorageEngine engine = TestStore.open(store, disk);
        hold) {
      hold.awaitReached();
      PartitionLog needy = TestStore.partition(engine, 1);
      for (long offset = 102; offset < 204; offset++) {
        assertEquals(offset, firstOffset(needy, offset));
      }
      assertTrue(LostPages.count(engine) > 0);
      assertEquals(1, engine.stats().others().get("repaired.queue.pages.count"));
      hold.release();
      LostPages.awaitAtMost(engine, 0);
      appended.assertAllThere(engine);
    }
  }

  /** Only what was lost with the pages before it tells where it begins: it is awaited with them. */
  @Test
  @Timeout(120)
  void c4_e5_aDamagedPageBehindLostOnesIsNotWaitedForWithoutEnd() throws Exception {
    Path store = filled(false);
    Files.delete(store.resolve("consumequeue").resolve("00000000000000000016"));
    damage(store, LOST, 0); // the thirteenth page of partition 1
    FailingDisk.Hold hold = disk.hold(LostPages.readsOfTheRebuild());
    try (StorageEngine engine = TestStore.open(store, disk);
        hold) {
      hold.awaitReached();
      PartitionLog needy = TestStore.partition(engine, 1);
      assertThrows(OverloadedException.class, () -> firstOffset(needy, 12 * 102));
      assertEquals(13 * 102, firstOffset(needy, 13 * 102));
      hold.release();
      LostPages.awaitAtMost(engine, 0);
      appended.assertAllThere(engine);
    }
  }

  private static long firstOffset(PartitionLog log, long offset) {
    FetchResult fetched = (FetchResult) log.read(offset, 1, ReadOptions.LOG_END);
    try {
      return fetched.firstOffset();
    } finally {
      fetched.release();
    }
  }
}
