package io.duolog.rocket.recovery;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Confined to one thread. Lets it pass so many bytes of the log a second, over all its scans, until it is stopped. */
final class Pace {
  /** Most bytes of the log in a second. */
  static final long BYTES_PER_SECOND = 64 << 20;

  private static final long STEP_BYTES = 1 << 20;
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final long MOST_PARK_NANOS = 50_000_000;

  private final Thread thread = Thread.currentThread();
  private final LongSupplier clock;
  private final BooleanSupplier stopped;
  private final long startNanos;
  private long passedBytes;
  private long nextStep = STEP_BYTES;
  private boolean isStopped;

  /**
   * Begins now, for the calling thread.
   *
   * @param clock as {@link System#nanoTime}
   * @param stopped says that the thread need not go on
   */
  Pace(LongSupplier clock, BooleanSupplier stopped) {
    this.clock = clock;
    this.stopped = stopped;
    this.startNanos = clock.getAsLong();
  }

  /** Whether the calling thread is the one that it was made for; may be asked by anybody. */
  boolean isOfCurrentThread() {
    return Thread.currentThread() == thread;
  }

  /** Counts bytes that were passed, and waits if they were passed too soon. */
  void passed(long bytes) {
    passedBytes += bytes;
    if (passedBytes < nextStep) {
      return;
    }
    nextStep = passedBytes + STEP_BYTES;
    long dueNanos = (long) ((double) passedBytes / BYTES_PER_SECOND * SECOND_NANOS);
    long left = dueNanos - (clock.getAsLong() - startNanos);
    isStopped = stopped.getAsBoolean();
    while (left > 0 && !isStopped) {
      LockSupport.parkNanos(this, Math.min(left, MOST_PARK_NANOS));
      left = dueNanos - (clock.getAsLong() - startNanos);
      isStopped = stopped.getAsBoolean();
    }
  }

  /** Whether the thread was stopped when it last looked: after each MiB. */
  boolean isStopped() {
    return isStopped;
  }
}
