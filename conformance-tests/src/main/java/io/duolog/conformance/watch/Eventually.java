package io.duolog.conformance.watch;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for something to become true, up to a deadline. Stateless. */
public final class Eventually {
  private static final long DEADLINE_NANOS = 10_000_000_000L;
  private static final long STEP_NANOS = 500_000;

  private Eventually() {}

  /**
   * Returns as soon as {@code complaint} is empty.
   *
   * @param complaint says what is not yet as it should be, or {@code ""}
   * @throws AssertionError with the last complaint, after ten seconds
   */
  public static void quiet(Supplier<String> complaint) {
    long deadline = System.nanoTime() + DEADLINE_NANOS;
    String last = complaint.get();
    while (!last.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(last);
      }
      LockSupport.parkNanos(STEP_NANOS);
      last = complaint.get();
    }
  }
}
