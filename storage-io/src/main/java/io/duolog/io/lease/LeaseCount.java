package io.duolog.io.lease;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Thread-safe. Counts the leases of one resource and tells exactly one caller to free it.
 *
 * <p>The whole state is one number: the count of leases while open, the same count less 2^31 once closed. Invariants:
 * from a negative number no lease is granted; {@link Integer#MIN_VALUE} (closed, none held) is entered by exactly one
 * transition, and whoever makes it is told to free; nothing leaves that state. Hence the resource is freed once, after
 * the close and after the last lease, on a thread that holds none. A flag and a count in two variables would need a
 * lock to keep "closed" and "none held" together.
 */
public final class LeaseCount {
  private static final int CLOSED = Integer.MIN_VALUE;
  private static final int MOST_LEASES = Integer.MAX_VALUE;

  private final AtomicInteger state = new AtomicInteger();

  /**
   * Takes one lease.
   *
   * @return false if the resource is closed
   * @throws IllegalStateException if the count would overflow
   */
  public boolean tryAcquire() {
    for (int now = state.get(); now >= 0; now = state.get()) {
      if (now == MOST_LEASES) {
        throw new IllegalStateException("too many leases: " + now);
      }
      if (state.compareAndSet(now, now + 1)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns one lease.
   *
   * @return true if the caller must free the resource now
   * @throws IllegalStateException if no lease is held
   */
  public boolean release() {
    for (int now = state.get(); ; now = state.get()) {
      if (now == 0 || now == CLOSED) {
        throw new IllegalStateException("more leases released than acquired");
      }
      if (state.compareAndSet(now, now - 1)) {
        return now - 1 == CLOSED;
      }
    }
  }

  /**
   * Grants no lease from here on; later calls do nothing.
   *
   * @return true if the caller must free the resource now
   */
  public boolean close() {
    for (int now = state.get(); now >= 0; now = state.get()) {
      if (state.compareAndSet(now, now + CLOSED)) {
        return now == 0;
      }
    }
    return false;
  }

  /** How many leases are held, open or closed. */
  public int count() {
    return state.get() & MOST_LEASES;
  }

  public boolean isClosed() {
    return state.get() < 0;
  }
}
