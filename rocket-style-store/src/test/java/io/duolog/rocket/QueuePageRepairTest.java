package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged pages of the queue in a store whose log is damaged, too: each page gets the offsets that it had. */
class QueuePageRepairTest {
  private static final int PER_PAGE = 102;
  private static final int OTHERS = 50;
  private static final int COUNT = 230;
  private static final long INCARNATION = 2;

  @TempDir Path area;

  /**
   * A closed store: 50 batches of partition 1 in the first file of the log, then those of partition 0. What the frames
   * of {@code [first, next)} of partition 0 are, which lie in the second file, cannot be told any more.
   */
  private Path damaged(int count, int first, int next) throws IOException {
    Path store = Files.createTempDirectory(area, "store");
    try (StorageEngine engine = TestStore.open(store)) {
      PartitionLog other = TestStore.partition(engine, 1);
      for (int i = 0; i < OTHERS; i++) {
        TestStore.append(other, "other-" + i);
      }
      PartitionLog log = TestStore.partition(engine, 0);
      for (int i = 0; i < count; i++) {
        TestStore.append(log, "value-" + i);
      }
    }
    int before = StoredLog.read(store, 0).frames().size() - OTHERS;
    StoredLog log = StoredLog.read(store, 1);
    List<Integer> frames = log.frames();
    for (int offset = first; offset < next; offset++) {
      assertEquals(offset, log.baseOffset(frames.get(offset - before)));
      log.flip(frames.get(offset - before) + 9);
    }
    log.write();
    return store;
  }

  private static List<String> expected(int count, int first, int next) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(i >= first && i < next ? Damaged.ANSWER : "value-" + i);
    }
    return values;
  }

  private void check(int count, int first, int next, int... pages) throws IOException {
    Path store = damaged(count, first, next);
    for (int page : pages) {
      StoredQueue.damagePage(store, INCARNATION, page);
    }
    for (int round = 0; round < 2; round++) {
      try (StorageEngine engine = TestStore.open(store)) {
        PartitionLog log = TestStore.partition(engine, 0);
        assertEquals(expected(count, first, next), Damaged.answers(log), "[" + first + ", " + next + ")");
        assertEquals(count, log.offsets().logEnd());
        long repaired = round == 0 ? pages.length : 0;
        assertEquals(repaired, engine.stats().others().get("repaired.queue.pages.count"));
        assertEquals(OTHERS, TestStore.values(TestStore.partition(engine, 1)).size());
      }
    }
  }

  @Test
  void c3_c4_neighboursThatAreLostCostNoOtherOffsetOfTheirPage() throws IOException {
    check(COUNT, 70, 75, 0);
    check(COUNT, 110, 115, 1);
  }

  @Test
  void c3_c4_offsetsLostAtTheEndOfAPageTakeNoneOfTheNext() throws IOException {
    check(COUNT, PER_PAGE - 4, PER_PAGE, 0);
    check(COUNT, PER_PAGE - 4, PER_PAGE, 0, 1);
  }

  @Test
  void c3_c4_offsetsLostAcrossTwoPagesBelongToBoth() throws IOException {
    check(COUNT, PER_PAGE - 3, PER_PAGE + 3, 0);
    check(COUNT, PER_PAGE - 3, PER_PAGE + 3, 1);
    check(COUNT, PER_PAGE - 3, PER_PAGE + 3, 0, 1);
  }

  @Test
  void c3_c4_offsetsLostAtTheEndOfTheLogCostTheirPageNothing() throws IOException {
    check(90, 87, 90, 0);
    check(PER_PAGE, PER_PAGE - 2, PER_PAGE, 0);
    check(120, 118, 120, 1);
  }
}
