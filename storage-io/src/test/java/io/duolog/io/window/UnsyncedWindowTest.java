package io.duolog.io.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class UnsyncedWindowTest {
  @Test
  void bytesEnterUpToTheLimitAndTheExcessIsTold() {
    UnsyncedWindow window = new UnsyncedWindow(100);
    assertEquals(0, window.enter(60));
    assertEquals(0, window.enter(40));
    assertEquals(7, window.enter(7));
    assertEquals(100, window.bytes());
    window.leave(60);
    assertEquals(0, window.enter(7));
    assertEquals(47, window.bytes());
  }

  @Test
  void whatIsLargerThanTheLimitEntersAnEmptyWindowOnly() {
    UnsyncedWindow window = new UnsyncedWindow(100);
    assertEquals(0, window.enter(150));
    assertEquals(51, window.enter(1));
    window.leave(150);
    assertEquals(0, window.enter(1));
    assertEquals(51, window.enter(150));
  }

  @Test
  void moreCannotLeaveThanEntered() {
    UnsyncedWindow window = new UnsyncedWindow(100);
    assertEquals(0, window.enter(10));
    assertThrows(IllegalStateException.class, () -> window.leave(11));
    assertThrows(IllegalArgumentException.class, () -> new UnsyncedWindow(0));
  }

  @Test
  @Timeout(60)
  void endedWaitingSendsWritersAway() throws Exception {
    UnsyncedWindow window = new UnsyncedWindow(10);
    assertEquals(0, window.enter(10));
    try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
      Future<Long> left = pool.submit(() -> window.awaitRoom(1, TimeUnit.HOURS.toNanos(1)));
      window.endWaiting();
      assertTrue(left.get() > 0);
    }
    assertTrue(window.awaitRoom(1, TimeUnit.HOURS.toNanos(1)) > 0);
    assertEquals(1, window.enter(1));
  }

  @Test
  @Timeout(60)
  void whoGivesUpLeavesWhenItIsWoken() throws Exception {
    UnsyncedWindow window = new UnsyncedWindow(10);
    assertEquals(0, window.enter(10));
    AtomicBoolean isGivenUp = new AtomicBoolean();
    try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
      Future<Long> left = pool.submit(() -> window.awaitRoom(1, TimeUnit.HOURS.toNanos(1), isGivenUp::get));
      window.wakeWaiting();
      assertThrows(TimeoutException.class, () -> left.get(50, TimeUnit.MILLISECONDS));
      isGivenUp.set(true);
      window.wakeWaiting();
      assertTrue(left.get() > 0);
    }
    assertEquals(1, window.enter(1));
  }

  @Test
  @Timeout(60)
  void waitingWritersShareTheWindowAndNoneIsForgotten() throws Exception {
    UnsyncedWindow window = new UnsyncedWindow(1_000);
    AtomicLong largest = new AtomicLong();
    int writers = 4;
    int rounds = 20_000;
    List<Future<?>> ends = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(writers)) {
      for (int writer = 0; writer < writers; writer++) {
        SplittableRandom random = new SplittableRandom(writer);
        ends.add(
            pool.submit(
                () -> {
                  for (int round = 0; round < rounds; round++) {
                    long bytes = random.nextLong(1, 600);
                    while (window.enter(bytes) > 0) {
                      assertTrue(window.awaitRoom(bytes, TimeUnit.SECONDS.toNanos(30)) > 0, "a writer was forgotten");
                    }
                    largest.accumulateAndGet(bytes, Math::max);
                    window.leave(bytes);
                  }
                  return null;
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    }
    assertEquals(0, window.bytes());
    assertTrue(largest.get() > 500);
  }
}
