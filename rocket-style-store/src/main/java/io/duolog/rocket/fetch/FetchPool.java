package io.duolog.rocket.fetch;

import io.duolog.rocket.fault.StoreHealth;
import io.duolog.rocket.partition.Partition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Thread-safe; guarded by its monitor. Fetch results that nobody holds, for the next reads, and the set of those
 * that are held.
 */
public final class FetchPool {
  private static final int MOST_KEPT = 256;

  private final GatheredFetch.Origin origin;
  private final Deque<GatheredFetch> free = new ArrayDeque<>();
  private final Set<GatheredFetch> others = new HashSet<>();
  private int held;

  /** An empty pool. */
  public FetchPool(FetchCounters counters, StoreHealth health) {
    this.origin = new GatheredFetch.Origin(this, counters, new CopyBuffers(), health);
  }

  GatheredFetch take(Partition partition) {
    GatheredFetch result;
    synchronized (this) {
      result = free.poll();
      if (result == null) {
        result = new GatheredFetch(origin);
        others.add(result);
      }
      held++;
    }
    return result.begin(partition);
  }

  synchronized void giveBack(GatheredFetch result) {
    held--;
    if (free.size() < MOST_KEPT) {
      free.push(result);
    } else {
      others.remove(result);
    }
    notifyAll();
  }

  /** Results that are held now. */
  public synchronized int held() {
    return held;
  }

  /** Waits until no result is held, at most {@code limitNanos}. */
  public synchronized void awaitReleased(long limitNanos) {
    long deadline = System.nanoTime() + limitNanos;
    boolean isInterrupted = false;
    while (held > 0) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        break;
      }
      try {
        wait(millis);
      } catch (InterruptedException e) {
        isInterrupted = true;
        break;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes the memory of all held results away, but for what was exposed as a buffer. */
  public void revokeAll() {
    Set<GatheredFetch> all;
    synchronized (this) {
      all = new HashSet<>(others);
    }
    all.forEach(GatheredFetch::revoke);
  }
}
