package io.duolog.bench.limit;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Whoever finds no force under way forces for all that have written. Thread-safe.
 *
 * <p>A thread announces what it waits for before it tries to lead. Leading ends before the leader looks at who waits,
 * so an announcement is seen by the leader that it could not replace: nobody sleeps for good. Of those that the force
 * came too late for, the leader wakes one, which leads next.
 */
final class ForcingLeader extends HandOver {
  private final AtomicBoolean forcing = new AtomicBoolean();

  ForcingLeader(RawLog log, int producers) {
    super(log, producers);
  }

  @Override
  void await(int producer, long ticket) throws IOException {
    announce(producer, ticket);
    while (!isDurable(ticket)) {
      if (forcing.compareAndSet(false, true)) {
        lead(producer, ticket);
      } else {
        LockSupport.park(this);
      }
    }
    withdraw(producer);
  }

  private void lead(int producer, long ticket) throws IOException {
    try {
      if (!isDurable(ticket)) {
        force();
      }
    } finally {
      forcing.set(false);
      withdraw(producer);
      wake(1);
    }
  }
}
