package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.duolog.rocket.partition.Partition;
import io.duolog.rocket.queue.QueueCursor;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.AppendRejection;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.StorageException;
import io.duolog.storage.error.StorageFailedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults that no operation reports: of a mapped page, of a caller's callback, of two askers at one time. */
class UnexpectedFaultTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path area;

  @Test
  void d5_aCheckpointCountsNoEntryAboveItsWatermarkWhateverAReaderHasSeen() {
    try (StorageEngine engine = TestStore.open(area.resolve("store"))) {
      PartitionLog log = TestStore.partition(engine, 0);
      for (int i = 0; i < 10; i++) {
        TestStore.append(log, "value-" + i);
      }
      Partition partition = ((RocketPartitionLog) log).partition();
      QueueCursor cursor = new QueueCursor();
      long older = cursor.moveTo(partition.queue(), 3).nextPosition();
      assertEquals(10, partition.durableEntries(Long.MAX_VALUE, cursor));
      assertEquals(4, partition.durableEntries(older, cursor));
      assertEquals(10, partition.durableEntries(Long.MAX_VALUE, cursor));
    }
  }

  @Test
  void a9_aCallbackThatThrowsAnErrorStopsNoForceAndLosesNothing() {
    Path store = area.resolve("store");
    try (StorageEngine engine = TestStore.open(store)) {
      PartitionLog log = TestStore.partition(engine, 0);
      log.append(TestStore.batch("first"), AppendOptions.SYNCED, new ThrowingCompletion());
      assertTimeoutPreemptively(LIMIT, engine::sync);
      assertEquals(1, TestStore.append(log, "buffered"));
      long last =
          assertTimeoutPreemptively(LIMIT, () -> log.append(TestStore.batch("last"), AppendOptions.SYNCED));
      assertEquals(2, last);
    }
    try (StorageEngine engine = TestStore.open(store)) {
      assertEquals(List.of("first", "buffered", "last"), TestStore.values(TestStore.partition(engine, 0)));
    }
  }

  @Test
  void e4_aFaultOfThePageThatAReservationTouchesFailsTheStoreAndCloseEnds() throws IOException {
    Path store = area.resolve("store");
    StorageEngine engine = TestStore.open(store);
    PartitionLog log = TestStore.partition(engine, 0);
    TestStore.append(log, "first");
    try (FileChannel file = FileChannel.open(TestStore.logFiles(store).getFirst(), StandardOpenOption.WRITE)) {
      file.truncate(0);
    }
    StorageException first = assertThrows(StorageFailedException.class, () -> TestStore.append(log, "lost"));
    assertSame(first, assertThrows(StorageFailedException.class, () -> TestStore.append(log, "later")));
    assertTimeoutPreemptively(LIMIT, () -> assertSame(first, assertThrows(StorageException.class, engine::close)));
  }

  /** Stateless. Throws what no caller should. */
  private static final class ThrowingCompletion implements AppendCompletion {
    @Override
    public void appended(long baseOffset, long lastOffset) {
      throw new AssertionError("thrown by a callback");
    }

    @Override
    public void rejected(AppendRejection rejection) {
      throw new AssertionError("not expected: " + rejection);
    }

    @Override
    public void failed(StorageException cause) {
      throw new AssertionError("not expected", cause);
    }
  }
}
