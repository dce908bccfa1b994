package io.duolog.rocket.append;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.rocket.AcceptedAppend;
import io.duolog.rocket.RecoveredValues;
import io.duolog.rocket.append.OpenLog.Held;
import io.duolog.rocket.partition.Partition;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.error.StorageException;
import io.duolog.storage.error.StorageFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Completions that append, on the thread that tells them and in the middle of its own append (A9). */
class CompletionAppendTest {
  @TempDir Path area;

  /** Confined to the thread that tells it. Notes its offset, and then does something. */
  private record Then(List<Long> told, Runnable next) implements AcceptedAppend {
    @Override
    public void appended(long baseOffset, long lastOffset) {
      told.add(baseOffset);
      next.run();
    }
  }

  @Test
  void a9_anAppendByACompletionLeavesTheAppendThatTellsItAsItIs() throws IOException {
    Path store = area.resolve("store");
    List<Long> told = new ArrayList<>();
    try (OpenLog log = new OpenLog(store)) {
      Partition first = log.partition(0);
      Partition second = log.partition(1);
      Then last = new Then(told, () -> {});
      try (Held held = log.hold(first, "held", AppendOptions.BUFFERED, last)) {
        Then behind =
            new Then(
                told,
                () -> {
                  log.appender.append(first, OpenLog.batch("third"), AppendOptions.BUFFERED, last);
                  log.appender.append(second, OpenLog.batch("other"), AppendOptions.BUFFERED, last);
                });
        log.appender.append(first, OpenLog.batch("behind"), AppendOptions.BUFFERED, behind);
        assertEquals(List.of(), told);
        assertEquals(0, held.finish());
      }
      assertTrue(told.containsAll(List.of(0L, 1L, 2L)), told::toString);
      assertEquals(4, told.size());
      assertEquals(3, first.logEnd());
      assertEquals(4, log.appender.appended());
    }
    assertEquals(List.of("held", "behind", "third"), RecoveredValues.of(store, 0));
    assertEquals(List.of("other"), RecoveredValues.of(store, 1));
  }

  /** It is the force thread that fails a store where an append ended half-way. */
  @Test
  @Timeout(60)
  void e2_aCompletionOnTheForceThreadDoesNotWaitForItToFailTheStore() throws Exception {
    CompletableFuture<StorageException> met = new CompletableFuture<>();
    try (OpenLog log = new OpenLog(area.resolve("store"))) {
      Partition partition = log.partition(0);
      Then appends =
          new Then(
              new ArrayList<>(),
              () -> {
                log.store.writing().tail().lost = new StackOverflowError();
                met.complete(
                    assertThrows(
                        StorageException.class,
                        () ->
                            log.appender.append(
                                partition, OpenLog.batch("behind"), AppendOptions.BUFFERED, AcceptedAppend.IGNORED)));
              });
      log.appender.append(partition, OpenLog.batch("first"), AppendOptions.SYNCED, appends);
      assertInstanceOf(StorageFailedException.class, met.get(10, TimeUnit.SECONDS));
    }
  }

  /** Those who wait for room do not wait for a completion. */
  @Test
  void a9_d7_noTurnIsHeldWhileACompletionIsTold() throws IOException {
    try (OpenLog log = new OpenLog(area.resolve("store"))) {
      List<Boolean> seen = new ArrayList<>();
      UnsyncedBound bound = log.appender.unsynced();
      assertTrue(bound.awaitTurn(0));
      Then looks = new Then(new ArrayList<>(), () -> seen.add(bound.isAwaited()));
      log.appender.append(log.partition(0), OpenLog.batch("first"), AppendOptions.BUFFERED, looks);
      bound.endTurn();
      assertEquals(List.of(false), seen);
    }
  }
}
