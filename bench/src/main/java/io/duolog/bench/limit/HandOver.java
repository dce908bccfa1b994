package io.duolog.bench.limit;

import io.duolog.bench.cell.Design;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How threads that write get their writes forced together. A write has a ticket, and waits until a force has begun
 * behind it and ended. Thread-safe; who forces is the business of the two forms, and only one thread does at a time.
 */
abstract class HandOver implements AutoCloseable {
  private static final long NOT_WAITING = Long.MAX_VALUE;

  private final RawLog log;
  private final AtomicLongArray waitingFor;
  private final @Nullable Thread[] threads;
  private volatile long written;
  private volatile long durable;
  private volatile long forces;

  HandOver(RawLog log, int producers) {
    this.log = log;
    this.waitingFor = new AtomicLongArray(producers);
    this.threads = new @Nullable Thread[producers];
    for (int i = 0; i < producers; i++) {
      waitingFor.set(i, NOT_WAITING);
    }
  }

  /** As the engine of a design hands over: to a forcing thread, or to one of those who wait. */
  static HandOver open(Design design, RawLog log, int producers) {
    return switch (design) {
      case MAPPED -> ForcingThread.start(log, producers);
      case CHANNEL -> new ForcingLeader(log, producers);
    };
  }

  /** Counts a write that has just been made, by one thread at a time; the answer is its ticket. */
  final long written() {
    long ticket = written + 1;
    written = ticket;
    return ticket;
  }

  /** Returns when a ticket is durable. */
  abstract void await(int producer, long ticket) throws IOException;

  /** From here on whoever forces wakes the calling thread when the ticket is durable. */
  final void announce(int producer, long ticket) {
    threads[producer] = Thread.currentThread();
    waitingFor.set(producer, ticket);
  }

  final void withdraw(int producer) {
    waitingFor.set(producer, NOT_WAITING);
  }

  final boolean isDurable(long ticket) {
    return ticket <= durable;
  }

  final boolean isAllDurable() {
    return written == durable;
  }

  /** Forces what was written before the call; one thread at a time. */
  final void force() throws IOException {
    long end = written;
    log.force();
    durable = end;
    long count = forces + 1;
    forces = count;
  }

  /** Wakes those whose ticket is durable, and {@code others} of those who wait for a later force. */
  final void wake(int others) {
    int left = others;
    for (int i = 0; i < threads.length; i++) {
      long ticket = waitingFor.get(i);
      if (ticket == NOT_WAITING) {
        continue;
      }
      boolean isCovered = isDurable(ticket);
      if (isCovered || left > 0) {
        LockSupport.unpark(threads[i]);
        left -= isCovered ? 0 : 1;
      }
    }
  }

  /** Forces that have ended. */
  final long forces() {
    return forces;
  }

  @Override
  public void close() {}
}
