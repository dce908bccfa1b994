package io.duolog.conformance.watch;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for something to become true, up to a deadline. Stateless. */
public final class Eventually {
  /** Long: only a test that fails waits for it, and a loaded machine may stand still for seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final long STEP_NANOS = 500_000;
  private static final ScopedValue<Duration> OTHER_PATIENCE = ScopedValue.newInstance();

  private Eventually() {}

  /**
   * Returns as soon as {@code complaint} is empty.
   *
   * @param complaint says what is not yet as it should be, or {@code ""}
   * @throws AssertionError with the last complaint, after a minute
   */
  public static void quiet(Supplier<String> complaint) {
    long begin = System.nanoTime();
    long patienceNanos = OTHER_PATIENCE.orElse(PATIENCE).toNanos();
    String last = complaint.get();
    while (!last.isEmpty()) {
      if (System.nanoTime() - begin > patienceNanos) {
        throw new AssertionError(last);
      }
      LockSupport.parkNanos(STEP_NANOS);
      last = complaint.get();
    }
  }

  /** Runs {@code action} with another deadline: a short one where what is waited for is known never to come. */
  public static void withPatience(Duration patience, Runnable action) {
    ScopedValue.where(OTHER_PATIENCE, patience).run(action);
  }
}
