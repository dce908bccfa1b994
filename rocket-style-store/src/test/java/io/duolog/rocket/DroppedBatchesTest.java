package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.duolog.storage.StorageEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Batches that a recovery dropped behind a lost one stay dropped, and what was appended since stays, when the queue is
 * derived again from a log with damage in another place.
 *
 * <p>The log: 20 batches of two partitions in turn; that of frame 6, offset 3 of partition 0, was lost, so the
 * even frames from 8 to 18 were dropped; frame 20 says so; from frame 21 on there is what partition 0 got then.
 */
class DroppedBatchesTest {
  @TempDir Path area;

  private Path recovered(int appended) throws IOException {
    Path store = area.resolve("store");
    Path image = area.resolve("image");
    try (StorageEngine engine = TestStore.open(store)) {
      byte[] opened = Files.readAllBytes(store.resolve("checkpoint"));
      for (int i = 0; i < 20; i++) {
        TestStore.append(TestStore.partition(engine, i % 2), "value-" + i);
      }
      TestStore.copy(store, image);
      Files.write(image.resolve("checkpoint"), opened);
    }
    StoredLog log = StoredLog.read(image);
    log.unpublish(log.frames().get(6)).write();
    try (StorageEngine engine = TestStore.open(image)) {
      for (int i = 0; i < appended; i++) {
        assertEquals(3 + i, TestStore.append(TestStore.partition(engine, 0), "new-" + i));
      }
    }
    assertEquals(4, StoredLog.read(image).kind(StoredLog.read(image).frames().get(20)), "a truncate frame");
    return image;
  }

  private static List<String> expected(int partition, int appended, int damagedOffset) {
    List<String> values = new ArrayList<>();
    for (int i = partition; i < (partition == 0 ? 6 : 20); i += 2) {
      values.add("value-" + i);
    }
    for (int i = 0; partition == 0 && i < appended; i++) {
      values.add("new-" + i);
    }
    if (damagedOffset >= 0) {
      values.set(damagedOffset, Damaged.ANSWER);
    }
    return values;
  }

  /** Frame by frame: another partition, before the loss, the loss, what was dropped, the truncate frame, a new one. */
  @ParameterizedTest
  @CsvSource({
    "1, 9, 1, 0", "1, 150, 1, 0", "4, 9, 0, 2", "4, 150, 0, 2", "6, 9, 0, -1", "6, 70, 0, -1", "8, 9, 0, -1",
    "8, 150, 0, -1", "18, 9, 0, -1", "19, 9, 1, 9", "20, 9, 0, -1", "20, 70, 0, -1"
  })
  void c3_t1_droppedBatchesStayDroppedWhateverElseIsDamaged(int frame, int atByte, int partition, int damagedOffset)
      throws IOException {
    for (int appended = 0; appended < 10; appended += 3) {
      area = Files.createTempDirectory(area, "appended-" + appended);
      Path store = recovered(appended);
      rebuilt(store, frame, atByte);
      for (int round = 0; round < 2; round++) {
        try (StorageEngine engine = TestStore.open(store)) {
          assertEquals(round == 0 ? 1 : 0, engine.recoveryReport().rebuiltFiles());
          for (int i = 0; i < 2; i++) {
            List<String> expected = expected(i, appended, i == partition ? damagedOffset : -1);
            assertEquals(expected, Damaged.answers(TestStore.partition(engine, i)), "partition " + i + " +" + appended);
          }
        }
      }
    }
  }

  @Test
  void c3_aDamagedBatchBehindATruncateFrameCostsItsOwnOffsetsOnly() throws IOException {
    for (int atByte : new int[] {9, 150}) {
      area = Files.createTempDirectory(area, "byte-" + atByte);
      Path store = recovered(4);
      rebuilt(store, 21, atByte);
      try (StorageEngine engine = TestStore.open(store)) {
        assertEquals(expected(0, 4, 3), Damaged.answers(TestStore.partition(engine, 0)));
        assertEquals(expected(1, 4, -1), Damaged.answers(TestStore.partition(engine, 1)));
      }
    }
  }

  /** The truncate frame is lost, too: the checkpoint and the offsets that were given out again tell as much. */
  @Test
  void c3_t1_droppedBatchesStayDroppedWithoutTheirTruncateFrame() throws IOException {
    for (int appended = 0; appended < 10; appended += 3) {
      area = Files.createTempDirectory(area, "appended-" + appended);
      Path store = recovered(appended);
      rebuilt(store, 20, 9);
      StoredLog log = StoredLog.read(store);
      log.flip(log.frames().get(5) + 9).write();
      try (StorageEngine engine = TestStore.open(store)) {
        assertEquals(expected(0, appended, -1), Damaged.answers(TestStore.partition(engine, 0)));
        assertEquals(expected(1, appended, 2), Damaged.answers(TestStore.partition(engine, 1)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 0, 2", "5, 1, 2", "6, 0, -1", "7, 1, 3", "8, 0, -1", "20, 0, -1"})
  void c4_t1_aPageOfTheQueueThatIsDerivedAgainHasNoDroppedBatches(int frame, int partition, int damagedOffset)
      throws IOException {
    for (int appended = 0; appended < 10; appended += 3) {
      area = Files.createTempDirectory(area, "appended-" + appended);
      Path store = recovered(appended);
      StoredLog log = StoredLog.read(store);
      log.flip(log.frames().get(frame) + 9).write();
      StoredQueue.damagePage(store, 1, 0);
      StoredQueue.damagePage(store, 2, 0);
      try (StorageEngine engine = TestStore.open(store)) {
        for (int i = 0; i < 2; i++) {
          List<String> expected = expected(i, appended, i == partition ? damagedOffset : -1);
          assertEquals(expected, Damaged.answers(TestStore.partition(engine, i)), "partition " + i + " +" + appended);
        }
        assertEquals(2L, engine.stats().others().get("repaired.queue.pages.count"));
      }
    }
  }

  private static void rebuilt(Path store, int frame, int atByte) throws IOException {
    StoredLog log = StoredLog.read(store);
    log.flip(log.frames().get(frame) + atByte).write();
    Files.delete(store.resolve("consumequeue").resolve("00000000000000000000"));
  }
}
