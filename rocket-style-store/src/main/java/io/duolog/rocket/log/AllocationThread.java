package io.duolog.rocket.log;

import io.duolog.rocket.fault.StoreHealth;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Thread-safe. One background thread that keeps supplies filled, so that nobody allocates a file under a lock (E7). It
 * works while there is something to do and parks until it is woken. A fault that nobody expects fails the store.
 */
public final class AllocationThread implements AutoCloseable {
  private static final long IDLE_NANOS = 50_000_000;

  private final List<? extends Supply> supplies;
  private final StoreHealth health;
  private final Thread thread;
  private volatile boolean isStopped;

  /** Makes the thread; {@link #start} starts it. */
  public AllocationThread(String name, List<? extends Supply> supplies, StoreHealth health) {
    this.health = health;
    this.supplies = List.copyOf(supplies);
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  /** Something that is filled ahead of need. */
  public interface Supply {
    /** Does one short step of work; returns whether there may be more. */
    boolean step();
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  /** Lets the thread look for work; cheap, and never waits. */
  public void wake() {
    LockSupport.unpark(thread);
  }

  private void run() {
    health.guard("allocating ahead", this::fillUntilStopped);
  }

  private void fillUntilStopped() {
    while (!isStopped) {
      boolean isBusy = false;
      for (Supply supply : supplies) {
        isBusy |= supply.step();
      }
      if (!isBusy && !isStopped) {
        LockSupport.parkNanos(this, IDLE_NANOS);
      }
    }
  }

  /** Stops the thread and waits for its end. */
  @Override
  public void close() {
    isStopped = true;
    wake();
    Threads.join(thread);
  }
}
