package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskCall;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.file.SystemDisk;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.OverloadedException;
import io.duolog.storage.error.StorageException;
import io.duolog.storage.error.StorageIoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Some pages of a lost queue file cannot be derived again: whoever needs them is told which offsets they hold, and all
 * others are derived. The file holds the pages 12 to 19 of partition 1 and nothing else.
 */
class UndecodablePageTest {
  private static final int PER_PAGE = 102;
  private static final int PAGES = 20;
  private static final int FIRST_LOST = 12;
  private static final String LOST = "00000000000000000032";

  @TempDir Path area;
  private final AppendedValues appended = new AppendedValues();

  private Path filled() throws IOException {
    Path store = area.resolve("store");
    try (StorageEngine engine = TestStore.open(store)) {
      appended.append(engine, 0, PAGES * PER_PAGE);
      appended.append(engine, 1, PAGES * PER_PAGE);
    }
    Files.delete(store.resolve("consumequeue").resolve(LOST));
    return store;
  }

  /** Where the batch of an offset of partition 1 lies; immutable. */
  private record Place(int file, StoredLog log, int frame) {}

  private static Place find(Path store, long offset) throws IOException {
    int left = PAGES * PER_PAGE + Math.toIntExact(offset);
    for (int file = 0; ; file++) {
      StoredLog log = StoredLog.read(store, file);
      List<Integer> frames = log.frames().stream().filter(frame -> log.kind(frame) == 1).toList();
      if (left < frames.size()) {
        assertEquals(offset, log.baseOffset(frames.get(left)));
        return new Place(file, log, frames.get(left));
      }
      left -= frames.size();
    }
  }

  private static Predicate<DiskCall> readsOf(Path store, Place place) throws IOException {
    Path file = TestStore.logFiles(store).get(place.file);
    return call ->
        LostPages.isLogRead(call)
            && call.path().endsWith(file.getFileName())
            && call.position() <= place.frame
            && place.frame < call.position() + call.length();
  }

  private static long firstOffset(long page) {
    return page * PER_PAGE;
  }

  private static long verified(PartitionLog log, long offset) {
    FetchResult fetched = (FetchResult) log.read(offset, 1, ReadOptions.LOG_END.verified());
    try {
      return fetched.nextOffset() - 1;
    } finally {
      fetched.release();
    }
  }

  /** The error with which an offset answers, once no page before it is awaited any more. */
  private static StorageException failure(PartitionLog log, long offset) {
    StorageException failure = assertThrows(StorageException.class, () -> verified(log, offset));
    while (failure instanceof OverloadedException) {
      failure = assertThrows(StorageException.class, () -> verified(log, offset));
    }
    return failure;
  }

  private void check(StorageEngine engine, int firstPage, int nextPage, Class<? extends StorageException> type) {
    LostPages.awaitAtMost(engine, nextPage - firstPage);
    PartitionLog log = TestStore.partition(engine, 1);
    for (int page = 0; page < PAGES; page++) {
      long firstOffset = firstOffset(page);
      long nextOffset = firstOffset + PER_PAGE;
      if (page < firstPage || page >= nextPage) {
        for (long offset = firstOffset; offset < nextOffset; offset++) {
          assertEquals(offset, verified(log, offset));
        }
      } else {
        StorageException failure = assertInstanceOf(type, failure(log, firstOffset + 7));
        String message = Objects.requireNonNull(failure.getMessage());
        assertAll(
            () -> assertTrue(message.contains("[" + firstOffset + ", " + nextOffset + ")"), message),
            () -> assertTrue(message.contains("/commitlog/0"), message));
      }
    }
    assertEquals(nextPage - firstPage, LostPages.count(engine));
    assertEquals(appended.of(0), TestStore.values(TestStore.partition(engine, 0)));
  }

  /** One place of the log cannot be read, in the middle of a page or between two. */
  @ParameterizedTest
  @ValueSource(ints = {12, 14, 19})
  @Timeout(120)
  void c3_r5_whatCannotBeReadCostsItsOwnPageUntilItCan(int page) throws Exception {
    Path store = filled();
    FailingDisk disk = new FailingDisk(new SystemDisk());
    disk.failAll(readsOf(store, find(store, firstOffset(page) + 50)), FailingDisk::inputOutputError);
    try (StorageEngine engine = TestStore.open(store, disk)) {
      check(engine, page, page + 1, StorageIoException.class);
      disk.heal();
      appended.assertAllThere(engine);
      assertEquals(0, LostPages.count(engine));
    }
    try (StorageEngine engine = TestStore.open(store)) {
      LostPages.awaitAtMost(engine, 0);
      appended.assertAllThere(engine);
      assertEquals(0, engine.stats().others().get("repaired.queue.pages.count"));
    }
    assertEquals(List.of(), LostPages.marks(store));
  }

  /** Nothing of a file of the log can be read. */
  @Test
  @Timeout(120)
  void c3_r5_aFileThatCannotBeReadCostsThePagesOfItsBatches() throws Exception {
    Path store = filled();
    Place place = find(store, firstOffset(15));
    String file = TestStore.logFiles(store).get(place.file).getFileName().toString();
    FailingDisk disk = new FailingDisk(new SystemDisk());
    disk.failAll(
        call -> LostPages.isLogRead(call) && call.fileName().equals(file), FailingDisk::inputOutputError);
    List<Integer> frames = place.log.frames().stream().filter(frame -> place.log.kind(frame) == 1).toList();
    int firstPage = (int) place.log.baseOffset(frames.getFirst()) / PER_PAGE;
    int lastPage = (int) place.log.baseOffset(frames.getLast()) / PER_PAGE;
    try (StorageEngine engine = TestStore.open(store, disk)) {
      check(engine, firstPage, lastPage + 1, StorageIoException.class);
    }
  }

  /** Batches are missing, and nothing in the log says where they were. */
  @ParameterizedTest
  @ValueSource(ints = {12, 14, 18})
  @Timeout(120)
  void c3_c8_pagesWithoutTheirBatchesAreToldAndAllOthersAreDerived(int page) throws Exception {
    Path store = filled();
    for (long offset : new long[] {firstOffset(page) + 150, firstOffset(page) + 50}) {
      Place place = find(store, offset);
      place.log.becomePadding(place.frame).write();
    }
    for (int round = 0; round < 2; round++) {
      try (StorageEngine engine = TestStore.open(store)) {
        check(engine, page, page + 2, CorruptException.class);
      }
    }
  }

  /** Nobody derives the pages before the one that is needed, neither deeply nor at all. */
  @Test
  @Timeout(120)
  void c4_whoNeedsAPageDerivesNoOther() throws Exception {
    Path store = filled();
    FailingDisk disk = new FailingDisk(new SystemDisk());
    disk.failAll(LostPages.readsOfTheRebuild(), FailingDisk::inputOutputError);
    try (StorageEngine engine = TestStore.open(store, disk)) {
      long last = PAGES * PER_PAGE - 1;
      PartitionLog log = TestStore.partition(engine, 1);
      long answered = -1;
      while (answered < 0) {
        try {
          answered = verified(log, last);
        } catch (OverloadedException e) {
          assertEquals(PAGES - FIRST_LOST, LostPages.count(engine));
        }
      }
      assertEquals(last, answered);
      assertEquals(1, engine.stats().others().get("repaired.queue.pages.count"));
      assertEquals(PAGES - FIRST_LOST - 1, LostPages.count(engine));
      appended.assertAllThere(engine);
    }
  }
}
