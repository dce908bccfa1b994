package io.duolog.rocket;

import io.duolog.io.lease.LeaseCount;
import io.duolog.rocket.fault.StoreHealth;
import java.util.concurrent.locks.LockSupport;

/** Thread-safe. Lets calls in while the store is open, and tells when the last one has left. */
final class Gate {
  private static final long WAIT_NANOS = 100_000;

  private final LeaseCount calls = new LeaseCount();
  private final StoreHealth health;

  Gate(StoreHealth health) {
    this.health = health;
  }

  void enter() {
    if (!calls.tryAcquire()) {
      throw health.closed();
    }
  }

  void leave() {
    calls.release();
  }

  /** Lets nobody in any more and waits until all have left. */
  void close() {
    calls.close();
    while (calls.count() > 0) {
      LockSupport.parkNanos(this, WAIT_NANOS);
    }
  }
}
