package io.duolog.rocket.append;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.rocket.RecoveredValues;
import io.duolog.rocket.append.OpenLog.Held;
import io.duolog.rocket.partition.Partition;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.AppendRejection;
import io.duolog.storage.error.AbandonedAppendException;
import io.duolog.storage.error.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Appends that end, or stand still, between their reservation and their publication. */
class AbandonedAppendTest {
  @TempDir Path area;

  /** Thread-safe. Keeps the end of one append. */
  private static final class Ending implements AppendCompletion {
    final CompletableFuture<Long> end = new CompletableFuture<>();

    @Override
    public void appended(long baseOffset, long lastOffset) {
      assertTrue(end.complete(baseOffset), "told twice");
    }

    @Override
    public void rejected(AppendRejection rejection) {
      end.completeExceptionally(new AssertionError(rejection.toString()));
    }

    @Override
    public void failed(StorageException cause) {
      assertTrue(end.completeExceptionally(cause), "told twice");
    }

    void assertAbandoned() {
      assertInstanceOf(
          AbandonedAppendException.class, assertThrows(ExecutionException.class, end::get).getCause());
    }
  }

  private static Ending append(OpenLog log, Partition partition, String value, AppendOptions options) {
    Ending ending = new Ending();
    log.appender.append(partition, OpenLog.batch(value), options, ending);
    return ending;
  }

  private static void sync(OpenLog log) {
    log.store.writing().forces().await(log.store.writing().tail().endPosition());
  }

  @Test
  void v1_d2_behindAHeldAppendOthersOfItsPartitionAreInvisibleAndOtherPartitionsGoOn() throws Exception {
    try (OpenLog log = new OpenLog(area.resolve("store"))) {
      Partition first = log.partition(0);
      Partition second = log.partition(1);
      Ending held = new Ending();
      try (Held append = log.hold(first, "held", AppendOptions.BUFFERED, held)) {
        Ending behind = append(log, first, "behind", AppendOptions.BUFFERED);
        Ending other = append(log, second, "other", AppendOptions.BUFFERED);
        Ending synced = append(log, second, "synced", AppendOptions.SYNCED);
        assertEquals(0, other.end.get());
        assertEquals(2, second.logEnd());
        assertEquals(0, first.logEnd());
        assertFalse(behind.end.isDone());
        assertFalse(synced.end.isDone(), "nothing behind a frame that is not published is durable");
        assertEquals(0, append.finish());
        assertEquals(0, held.end.get());
        assertEquals(1, behind.end.get());
        assertEquals(2, first.logEnd());
        assertEquals(1, synced.end.get());
      }
    }
    assertEquals(List.of("held", "behind"), RecoveredValues.of(area.resolve("store"), 0));
    assertEquals(List.of("other", "synced"), RecoveredValues.of(area.resolve("store"), 1));
  }

  @Test
  void v4_d2_whatWasAcknowledgedBesideAHeldAppendSurvivesTheProcess() throws Exception {
    Path image = area.resolve("image");
    try (OpenLog log = new OpenLog(area.resolve("store"))) {
      Partition first = log.partition(0);
      Partition second = log.partition(1);
      append(log, first, "before", AppendOptions.SYNCED).end.get();
      try (Held append = log.hold(first, "held", AppendOptions.BUFFERED, new Ending())) {
        append(log, first, "behind", AppendOptions.BUFFERED);
        append(log, second, "other", AppendOptions.BUFFERED).end.get();
        RecoveredValues.copy(area.resolve("store"), image);
        append.finish();
      }
    }
    assertEquals(List.of("before"), RecoveredValues.of(image, 0));
    assertEquals(List.of("other"), RecoveredValues.of(image, 1));
  }

  @Test
  void d2_a4_anAppendThatComesToNothingTakesThoseBehindItAlongAndGivesTheOffsetsBack() throws Exception {
    Path store = area.resolve("store");
    Path image = area.resolve("image");
    try (OpenLog log = new OpenLog(store)) {
      Partition first = log.partition(0);
      Partition second = log.partition(1);
      append(log, first, "0", AppendOptions.BUFFERED).end.get();
      Ending silent = new Ending();
      try (Held failing = log.hold(first, "gone", AppendOptions.SYNCED, silent);
          Held copying = log.hold(first, "copying", AppendOptions.BUFFERED, silent)) {
        Ending buffered = append(log, first, "buffered", AppendOptions.BUFFERED);
        Ending synced = append(log, first, "synced", AppendOptions.SYNCED);
        Ending other = append(log, second, "other", AppendOptions.SYNCED);
        AbandonedAppendException thrown = assertThrows(AbandonedAppendException.class, failing::fail);
        assertInstanceOf(IllegalStateException.class, thrown.getCause());
        buffered.assertAbandoned();
        assertThrows(
            AbandonedAppendException.class, () -> append(log, first, "too early", AppendOptions.BUFFERED));
        assertFalse(other.end.isDone());
        assertThrows(AbandonedAppendException.class, copying::finish);
        synced.assertAbandoned();
        assertEquals(0, other.end.get());
        assertEquals(1, append(log, first, "1", AppendOptions.BUFFERED).end.get());
        assertEquals(2, append(log, first, "2", AppendOptions.SYNCED).end.get());
        assertFalse(silent.end.isDone(), "whoever gets an exception is not told by completion");
        sync(log);
        assertEquals(0, log.appender.unsynced().bytes());
        assertEquals(4, log.appender.appended());
        RecoveredValues.copy(store, image);
      }
    }
    assertEquals(List.of(1, 2, 2, 2, 2, 1, 1, 1), RecoveredValues.kinds(image), "four became padding");
    for (Path each : List.of(image, store)) {
      assertEquals(List.of("0", "1", "2"), RecoveredValues.of(each, 0));
      assertEquals(List.of("other"), RecoveredValues.of(each, 1));
    }
  }

  @Test
  void d2_anEarlierAppendThatComesToNothingLaterMovesTheOffsetsFurtherBack() throws Exception {
    Path store = area.resolve("store");
    try (OpenLog log = new OpenLog(store)) {
      Partition partition = log.partition(0);
      try (Held first = log.hold(partition, "first", AppendOptions.BUFFERED, new Ending());
          Held second = log.hold(partition, "second", AppendOptions.BUFFERED, new Ending());
          Held third = log.hold(partition, "third", AppendOptions.BUFFERED, new Ending())) {
        assertThrows(AbandonedAppendException.class, second::fail);
        assertThrows(AbandonedAppendException.class, first::fail);
        assertThrows(AbandonedAppendException.class, third::fail);
        assertEquals(0, append(log, partition, "new", AppendOptions.SYNCED).end.get());
      }
      assertEquals(0, log.appender.unsynced().bytes());
    }
    assertEquals(List.of("new"), RecoveredValues.of(store, 0));
  }

  @Test
  void d2_offsetsThatAreGivenBackOverAPageOfTheQueueAreFound() throws Exception {
    Path store = area.resolve("store");
    int many = 250;
    try (OpenLog log = new OpenLog(store)) {
      Partition partition = log.partition(0);
      try (Held failing = log.hold(partition, "gone", AppendOptions.BUFFERED, new Ending())) {
        for (int i = 0; i < many; i++) {
          append(log, partition, "gone-" + i, AppendOptions.BUFFERED);
        }
        assertThrows(AbandonedAppendException.class, failing::fail);
      }
      for (int i = 0; i < many; i++) {
        Ending ending = new Ending();
        log.appender.append(partition, OpenLog.batch("even", "value-" + i), AppendOptions.BUFFERED, ending);
        assertEquals(2L * i, ending.end.get());
      }
    }
    List<String> values = RecoveredValues.of(store, 0);
    assertEquals(2 * many, values.size());
    assertEquals("value-" + (many - 1), values.getLast());
  }

  @Test
  void d2_recoveryOfAStoreThatDiedWhileAppendsWereGivenUpLosesNothingAcknowledged() throws IOException {
    Path store = area.resolve("store");
    Path image = area.resolve("image");
    try (OpenLog log = new OpenLog(store)) {
      Partition partition = log.partition(0);
      append(log, partition, "kept", AppendOptions.SYNCED).end.join();
      try (Held failing = log.hold(partition, "gone", AppendOptions.BUFFERED, new Ending());
          Held copying = log.hold(partition, "copying", AppendOptions.BUFFERED, new Ending())) {
        append(log, partition, "behind", AppendOptions.BUFFERED);
        assertThrows(AbandonedAppendException.class, failing::fail);
        RecoveredValues.copy(store, image);
        assertThrows(AbandonedAppendException.class, copying::finish);
      }
    }
    assertEquals(List.of("kept"), RecoveredValues.of(image, 0));
    assertEquals(List.of("kept"), RecoveredValues.of(image, 0));
  }
}
