package io.duolog.io.window;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Bounds the bytes that are written and that no finished force covers. Thread-safe.
 *
 * <p>A writer enters with its bytes before it writes; whoever has forced them, or has given them up, lets them leave.
 * Bytes that find the window empty enter whatever their number, so that one writer larger than the bound is not turned
 * away for ever. Entering takes one atomic step and no lock; only a writer that waits for room takes one.
 */
public final class UnsyncedWindow {
  private final long limit;
  private final AtomicLong inside = new AtomicLong();
  private final AtomicInteger waiting = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private volatile boolean waitsNoLonger;

  /**
   * An empty window.
   *
   * @param limit most bytes inside, from 1; {@link Long#MAX_VALUE} for no bound
   */
  public UnsyncedWindow(long limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit of unsynced bytes " + limit + " is below 1");
    }
    this.limit = limit;
  }

  /**
   * Enters with {@code bytes} if there is room. Never waits.
   *
   * @return 0 if they are inside now, else by how many bytes the bound would be passed; then nothing has changed
   */
  public long enter(long bytes) {
    long before = inside.get();
    while (before == 0 || before + bytes <= limit) {
      long witness = inside.compareAndExchange(before, before + bytes);
      if (witness == before) {
        return 0;
      }
      before = witness;
    }
    return before + bytes - limit;
  }

  /** Takes {@code bytes} out, because they are forced or given up, and wakes who waits for room. */
  public void leave(long bytes) {
    long left = inside.addAndGet(-bytes);
    if (left < 0) {
      throw new IllegalStateException(-left + " more bytes left the window than entered it");
    }
    if (waiting.get() > 0) {
      wakeWaiting();
    }
  }

  /**
   * Waits until {@code bytes} may find room, the time is over, or nobody waits any longer. The caller tries to {@link
   * #enter} again: another writer may be faster.
   *
   * @param nanos how long to wait at most
   * @return what is left of {@code nanos}; 0 or less when the time is over
   * @throws InterruptedException if the thread was interrupted
   */
  public long awaitRoom(long bytes, long nanos) throws InterruptedException {
    return awaitRoom(bytes, nanos, () -> false);
  }

  /**
   * As {@link #awaitRoom(long, long)}, for a writer that room may be of no use to before it is there.
   *
   * @param isGivenUp whether the writer waits no longer; who makes it true calls {@link #wakeWaiting} then
   */
  public long awaitRoom(long bytes, long nanos, BooleanSupplier isGivenUp) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      waiting.incrementAndGet();
      try {
        long left = nanos;
        while (left > 0 && !waitsNoLonger && !isGivenUp.getAsBoolean() && !hasRoom(bytes)) {
          left = room.awaitNanos(left);
        }
        return left;
      } finally {
        waiting.decrementAndGet();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean hasRoom(long bytes) {
    long now = inside.get();
    return now == 0 || now + bytes <= limit;
  }

  /** Sends away whoever waits for room, now and later, because the store has failed or closes. Idempotent. */
  public void endWaiting() {
    waitsNoLonger = true;
    wakeWaiting();
  }

  /** Has whoever waits for room look again whether it still waits. */
  public void wakeWaiting() {
    lock.lock();
    try {
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Bytes inside. */
  public long bytes() {
    return inside.get();
  }

  /** Whether at least half of the bound is used, so that it is time to force. */
  public boolean isHalfFull() {
    return inside.get() >= limit / 2;
  }

  @Override
  public String toString() {
    return inside.get() + " of " + limit + " unsynced bytes, " + waiting.get() + " writers waiting";
  }
}
