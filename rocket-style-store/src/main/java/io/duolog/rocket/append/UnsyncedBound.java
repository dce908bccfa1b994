package io.duolog.rocket.append;

import io.duolog.io.window.UnsyncedWindow;
import io.duolog.rocket.log.UnsyncedLimits;
import io.duolog.storage.EngineClock;
import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.InterruptedAppendException;
import io.duolog.storage.error.OverloadedException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Thread-safe. Bounds the bytes of batches that are published and not forced, and their age (D7). An append enters
 * before it gets an offset, in one atomic step; its bytes leave when a force has covered them, or at once when it comes
 * to nothing. Those who wait for room get it in the order in which they came; an append that does not wait takes what
 * there is.
 */
public final class UnsyncedBound {
  private static final long LOOK_NANOS = 1_000_000;
  private static final long LEAST_HINT_NANOS = 1_000_000;

  private final UnsyncedWindow window;
  private final boolean isBounded;
  private final UnsyncedLimits limits;
  private final UnsyncedAge age;
  private final ReentrantLock order = new ReentrantLock(true);
  private volatile long lastForceNanos;
  private volatile boolean waitsNoLonger;

  /** Nothing is unsynced below {@code position}, where the log ends. */
  UnsyncedBound(UnsyncedLimits limits, EngineClock clock, long position) {
    this.limits = limits;
    this.isBounded = limits.bytes() > 0;
    this.window = new UnsyncedWindow(isBounded ? limits.bytes() : Long.MAX_VALUE);
    this.age = new UnsyncedAge(clock, position);
  }

  /** Times and positions, for the force thread. */
  UnsyncedAge age() {
    return age;
  }

  /**
   * Lets the bytes of a batch in.
   *
   * @throws OverloadedException if a bound is reached: nothing was changed
   */
  void enter(int sizeBytes, long nowMillis) {
    long excess = window.enter(sizeBytes);
    if (excess > 0) {
      throw new OverloadedException(
          "a batch of " + sizeBytes + " bytes beside unsynced bytes, of which " + limits.bytes() + " may be",
          excess,
          hintNanos());
    }
    if (isTooOld(nowMillis)) {
      window.leave(sizeBytes);
      long most = UnsyncedLimits.MOST_AGES * limits.ageMillis();
      throw new OverloadedException("unsynced bytes are older than " + most + " ms", 0, hintNanos());
    }
  }

  private boolean isTooOld(long nowMillis) {
    return limits.ageMillis() > 0 && age.isOver(UnsyncedLimits.MOST_AGES * limits.ageMillis(), nowMillis);
  }

  private long hintNanos() {
    return Math.max(LEAST_HINT_NANOS, lastForceNanos);
  }

  /** The bytes are forced, or came to nothing. */
  void leave(long bytes) {
    if (bytes > 0) {
      window.leave(bytes);
    }
  }

  /** How long the last force took, for hints. */
  void tookNanos(long nanos) {
    lastForceNanos = nanos;
  }

  /** Whether it is time to force for the number of bytes. */
  boolean isHalfFull() {
    return isBounded && window.isHalfFull();
  }

  /** Whether at least half of the bound would be left if {@code bytes} were forced now. */
  boolean staysHalfFull(long bytes) {
    return isBounded && window.bytes() - bytes >= limits.bytes() / 2;
  }

  /** Whether it is time to force for the age of the oldest byte; for the force thread. */
  boolean isAgeReached() {
    return limits.ageMillis() > 0 && age.isReached(limits.ageMillis());
  }

  /** How often to look at the age, in nanoseconds; 0 if it is not bounded. */
  long lookNanos() {
    return limits.ageMillis() == 0 ? 0 : Math.max(LOOK_NANOS, limits.ageMillis() * 1_000_000 / 8);
  }

  /** How long a blocking append waits, in nanoseconds. */
  long waitNanos() {
    return limits.waitMillis() * 1_000_000;
  }

  /** Whether somebody waits for room: who comes now and can wait goes behind. */
  public boolean isAwaited() {
    return order.isLocked();
  }

  /**
   * Waits until everybody who came before has room or has gone.
   *
   * @return false if the time is over first; else {@link #endTurn} lets the next one go on
   * @throws InterruptedAppendException if the thread was interrupted
   */
  public boolean awaitTurn(long nanos) {
    try {
      return order.tryLock(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** The calling thread has room and a place, or gives up; nothing changes if it is not its turn. */
  public void endTurn() {
    if (order.isHeldByCurrentThread()) {
      order.unlock();
    }
  }

  private static InterruptedAppendException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new InterruptedAppendException("interrupted while waiting for a force", FaultLocation.NONE, cause);
  }

  /**
   * Waits until a batch may find room, or the time is over, or nobody waits any longer.
   *
   * @return what is left of {@code nanos}
   * @throws InterruptedAppendException if the thread was interrupted
   */
  public long awaitRoom(int sizeBytes, long nanos) {
    long deadline = System.nanoTime() + nanos;
    try {
      window.awaitRoom(sizeBytes, nanos);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    long left = deadline - System.nanoTime();
    if (left > 0 && !waitsNoLonger) {
      LockSupport.parkNanos(this, Math.min(left, LOOK_NANOS)); // the age, or who is faster, may still be in the way
    }
    return deadline - System.nanoTime();
  }

  /** Sends away whoever waits, as the store failed or closes. */
  public void endWaiting() {
    waitsNoLonger = true;
    window.endWaiting();
  }

  /** Bytes of batches that no finished force covers. */
  public long bytes() {
    return window.bytes();
  }
}
