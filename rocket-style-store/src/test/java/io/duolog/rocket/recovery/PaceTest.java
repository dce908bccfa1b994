package io.duolog.rocket.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Time goes on only where the thread looks whether it was stopped. */
class PaceTest {
  private static final int PAGE_BYTES = 10_000;
  private static final int PAGES = 1_000;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final AtomicLong now = new AtomicLong();

  @Test
  void manyShortScansAreNoFasterThanALongOne() {
    Pace pace =
        new Pace(
            now::get,
            () -> {
              now.addAndGet(LOOK_NANOS);
              return false;
            });
    for (int page = 0; page < PAGES; page++) {
      pace.passed(PAGE_BYTES);
    }
    double seconds = (double) now.get() / TimeUnit.SECONDS.toNanos(1);
    int looked = PAGES * PAGE_BYTES - (2 << 20); // nobody looks in the last step
    assertTrue(seconds >= (double) looked / Pace.BYTES_PER_SECOND, () -> seconds + " s");
    assertFalse(pace.isStopped());
  }

  @Test
  void noOtherThreadIsPaced() {
    Pace pace = new Pace(now::get, () -> false);
    assertTrue(pace.isOfCurrentThread());
    assertFalse(CompletableFuture.supplyAsync(pace::isOfCurrentThread).join());
  }

  @Test
  void aThreadThatIsStoppedWaitsNoLonger() {
    Pace pace = new Pace(now::get, () -> true);
    pace.passed(1L << 40);
    assertTrue(pace.isStopped());
    assertEquals(0, now.get());
  }
}
