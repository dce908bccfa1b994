package io.duolog.storage;

import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.ResourceLimitException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A counted limit of the process, such as live mappings or open descriptors (E4), shared by the engines that are given
 * it. Thread-safe; never waits.
 */
public final class ResourceLimit {
  private final String name;
  private final long maximum;
  private final AtomicLong used = new AtomicLong();

  /**
   * A limit of {@code maximum} units, all of them free.
   *
   * @param name what is counted, for messages
   * @param maximum from 1
   */
  public ResourceLimit(String name, long maximum) {
    if (maximum < 1) {
      throw new IllegalArgumentException("limit of " + name + " is " + maximum + ", below 1");
    }
    this.name = name;
    this.maximum = maximum;
  }

  /**
   * Takes units.
   *
   * @throws ResourceLimitException if fewer than {@code units} are free; none was taken
   */
  public void acquire(int units) {
    if (!tryAcquire(units)) {
      throw new ResourceLimitException(
          "all " + maximum + " " + name + " are in use, " + units + " more were asked for", FaultLocation.NONE, null);
    }
  }

  /** Takes units if they are free. */
  public boolean tryAcquire(int units) {
    long now = used.get();
    while (now + units <= maximum) {
      long witness = used.compareAndExchange(now, now + units);
      if (witness == now) {
        return true;
      }
      now = witness;
    }
    return false;
  }

  /** Gives units back. */
  public void release(int units) {
    long now = used.addAndGet(-units);
    if (now < 0) {
      throw new IllegalStateException(name + ": " + -now + " more given back than taken");
    }
  }

  /** Units in use. */
  public long used() {
    return used.get();
  }

  /** Units in all. */
  public long maximum() {
    return maximum;
  }
}
