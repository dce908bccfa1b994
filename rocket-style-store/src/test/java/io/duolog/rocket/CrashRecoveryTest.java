package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.storage.AppendOptions;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.StorageEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What recovery makes of the logs that a crash may leave. */
class CrashRecoveryTest {
  @TempDir Path area;

  /**
   * A crash image of a store whose partitions 0 and 1 got values in turn. Its checkpoint is the one of the opening,
   * however long the appends took.
   */
  private Path crashed(int count) throws IOException {
    Path store = area.resolve("store");
    try (StorageEngine engine = TestStore.open(store)) {
      byte[] opened = Files.readAllBytes(store.resolve("checkpoint"));
      for (int i = 0; i < count; i++) {
        TestStore.append(TestStore.partition(engine, i % 2), "value-" + i);
      }
      Path image = TestStore.copy(store, area.resolve("image"));
      Files.write(image.resolve("checkpoint"), opened);
      return image;
    }
  }

  private static List<String> expected(int partition, int count) {
    List<String> values = new ArrayList<>();
    for (int i = partition; i < count; i += 2) {
      values.add("value-" + i);
    }
    return values;
  }

  @Test
  void c1_c2_whatWasAcknowledgedIsThereAndASecondOpeningFindsTheSame() throws IOException {
    Path image = crashed(1000);
    for (int round = 0; round < 2; round++) {
      try (StorageEngine engine = TestStore.open(image)) {
        assertEquals(
            round == 0 ? RecoveryReport.Kind.CRASHED : RecoveryReport.Kind.CLEAN, engine.recoveryReport().kind());
        assertEquals(expected(0, 1000), TestStore.values(TestStore.partition(engine, 0)));
        assertEquals(expected(1, 1000), TestStore.values(TestStore.partition(engine, 1)));
        assertEquals(500, TestStore.partition(engine, 0).offsets().durable());
      }
    }
  }

  @Test
  void c2_aLogThatIsTornAtAnyByteOfItsLastFrameEndsBeforeIt() throws IOException {
    Path image = crashed(6);
    List<Integer> frames = StoredLog.read(image).frames();
    int last = frames.getLast();
    int end = last + StoredLog.read(image).length(last) - 1; // the last byte of a record without headers is zero
    for (int cut = last; cut < end; cut += 7) {
      Path torn = TestStore.copy(image, area.resolve("torn-" + cut));
      StoredLog.read(torn).erase(cut).write();
      try (StorageEngine engine = TestStore.open(torn)) {
        assertEquals(expected(0, 6), TestStore.values(TestStore.partition(engine, 0)));
        assertEquals(expected(1, 5), TestStore.values(TestStore.partition(engine, 1)), "cut at " + cut);
      }
    }
  }

  @Test
  void c2_aDamagedFrameEndsTheLogAndStaleFramesBehindItNeverLineUpWithNewOnes() throws IOException {
    Path image = crashed(20);
    List<Integer> frames = StoredLog.read(image).frames();
    StoredLog.read(image).flip(frames.get(10) + 150).write();
    Path again = area.resolve("again");
    try (StorageEngine engine = TestStore.open(image)) {
      assertEquals(expected(0, 10), TestStore.values(TestStore.partition(engine, 0)));
      assertTrue(engine.recoveryReport().discardedBytes() > 0);
      TestStore.append(TestStore.partition(engine, 0), "value-x");
      TestStore.copy(image, again);
    }
    StoredLog log = StoredLog.read(again);
    int cut = log.frames().get(10);
    assertEquals(3, log.kind(cut), "a cut frame stands where the damage was");
    assertEquals(2, log.generation(cut));
    try (StorageEngine engine = TestStore.open(again)) {
      List<String> values = new ArrayList<>(expected(0, 10));
      values.add("value-x");
      assertEquals(values, TestStore.values(TestStore.partition(engine, 0)));
      assertEquals(expected(1, 10), TestStore.values(TestStore.partition(engine, 1)));
    }
  }

  @Test
  void c2_aReservationWithoutPublicationIsSkippedAndOnlyItsPartitionIsCut() throws IOException {
    Path image = crashed(20);
    int lost = StoredLog.read(image).frames().get(6);
    StoredLog.read(image).unpublish(lost).write();
    for (int round = 0; round < 2; round++) {
      try (StorageEngine engine = TestStore.open(image)) {
        assertEquals(expected(0, 6), TestStore.values(TestStore.partition(engine, 0)));
        assertEquals(expected(1, 20), TestStore.values(TestStore.partition(engine, 1)));
      }
    }
    StoredLog log = StoredLog.read(image);
    assertTrue(log.length(lost) > 0);
    assertEquals(2, log.kind(lost), "the reservation became padding");
    assertEquals(1, log.generation(lost), "and kept its generation");
    int truncate = log.frames().get(20);
    assertEquals(4, log.kind(truncate));
    assertEquals(3, log.baseOffset(truncate));
  }

  @Test
  void c1_offsetsThatWereGivenBackAreGivenAgainAndSurviveTheNextCrash() throws IOException {
    Path image = crashed(20);
    StoredLog.read(image).unpublish(StoredLog.read(image).frames().get(6)).write();
    Path again = area.resolve("again");
    List<String> values = new ArrayList<>(expected(0, 6));
    try (StorageEngine engine = TestStore.open(image)) {
      PartitionLog log = TestStore.partition(engine, 0);
      assertEquals(3, TestStore.append(log, "new-3"));
      assertEquals(4, TestStore.append(log, "new-4"));
      TestStore.copy(image, again);
    }
    values.add("new-3");
    values.add("new-4");
    try (StorageEngine engine = TestStore.open(again)) {
      assertEquals(values, TestStore.values(TestStore.partition(engine, 0)));
      assertEquals(expected(1, 20), TestStore.values(TestStore.partition(engine, 1)));
    }
  }

  @Test
  void c1_aRecoveryThatMeetsAlreadyRepairedFramesBelowAnOldWatermarkEndsInTheSameState() throws IOException {
    Path image = crashed(20);
    StoredLog.read(image).unpublish(StoredLog.read(image).frames().get(6)).write();
    Path checkpoint = image.resolve("checkpoint");
    byte[] old = Files.readAllBytes(checkpoint);
    try (StorageEngine engine = TestStore.open(image)) {
      assertEquals(3, TestStore.partition(engine, 0).offsets().logEnd());
    }
    Files.write(checkpoint, old);
    try (StorageEngine engine = TestStore.open(image)) {
      assertEquals(expected(0, 6), TestStore.values(TestStore.partition(engine, 0)));
      assertEquals(expected(1, 20), TestStore.values(TestStore.partition(engine, 1)));
    }
  }

  @Test
  void c4_aQueueThatIsMissingIsDerivedAgain() throws IOException {
    Path image = crashed(1000);
    Path clean = area.resolve("clean");
    try (StorageEngine engine = TestStore.open(TestStore.copy(image, clean))) {
      engine.sync();
    }
    for (Path store : List.of(image, clean)) {
      try (Stream<Path> files = Files.list(store.resolve("consumequeue"))) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      for (int round = 0; round < 2; round++) {
        try (StorageEngine engine = TestStore.open(store)) {
          assertEquals(expected(0, 1000), TestStore.values(TestStore.partition(engine, 0)));
          assertEquals(expected(1, 1000), TestStore.values(TestStore.partition(engine, 1)));
          assertEquals(store.equals(clean) && round == 0, engine.recoveryReport().rebuiltFiles() > 0);
        }
      }
    }
  }

  @Test
  void c4_c8_aDamagedPageIsDerivedAgainAtItsFirstUse() throws IOException {
    Path store = area.resolve("store");
    try (StorageEngine engine = TestStore.open(store)) {
      for (int i = 0; i < 1000; i++) {
        TestStore.append(TestStore.partition(engine, i % 2), "value-" + i);
      }
    }
    Path queue = store.resolve("consumequeue").resolve("00000000000000000000");
    byte[] pages = Files.readAllBytes(queue);
    for (int page = 0; page < 10; page++) {
      pages[page * 4096 + 16 + 40 * 3 + 15] ^= 1;
    }
    Files.write(queue, pages);
    try (StorageEngine engine = TestStore.open(store)) {
      PartitionLog log = TestStore.partition(engine, 0);
      assertEquals(500, TestStore.append(log, "value-1000"));
      assertEquals(expected(0, 1001), TestStore.values(log));
      assertEquals(expected(1, 1000), TestStore.values(TestStore.partition(engine, 1)));
      assertEquals(10, engine.stats().others().get("repaired.queue.pages.count"));
    }
    try (StorageEngine engine = TestStore.open(store)) {
      assertEquals(expected(0, 1001), TestStore.values(TestStore.partition(engine, 0)));
      assertEquals(expected(1, 1000), TestStore.values(TestStore.partition(engine, 1)));
      assertEquals(0, engine.stats().others().get("repaired.queue.pages.count"), "what was repaired stays so");
    }
  }

  @Test
  void v3_theHighWatermarkIsKeptAndNeverAboveTheEnd() throws IOException {
    Path store = area.resolve("store");
    try (StorageEngine engine = TestStore.open(store)) {
      PartitionLog log = TestStore.partition(engine, 0);
      for (int i = 0; i < 10; i++) {
        log.append(TestStore.batch("value"), AppendOptions.SYNCED);
      }
      assertEquals(7, log.advanceHighWatermark(7));
    }
    try (StorageEngine engine = TestStore.open(store)) {
      assertEquals(7, TestStore.partition(engine, 0).offsets().highWatermark());
      assertFalse(engine.recoveryReport().kind() == RecoveryReport.Kind.CRASHED);
    }
  }
}
