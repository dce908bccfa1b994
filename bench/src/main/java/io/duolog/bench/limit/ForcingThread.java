package io.duolog.bench.limit;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thread forces for all: it goes on while something was written since its last force began, and sleeps otherwise.
 * Thread-safe.
 */
final class ForcingThread extends HandOver {
  private final Thread thread = new Thread(this::forceAll, "bench-forcing");
  private volatile boolean isParked;
  private volatile boolean isStopped;
  private volatile @Nullable IOException failure;

  private ForcingThread(RawLog log, int producers) {
    super(log, producers);
  }

  static ForcingThread start(RawLog log, int producers) {
    ForcingThread forcing = new ForcingThread(log, producers);
    forcing.thread.setDaemon(true);
    forcing.thread.start();
    return forcing;
  }

  @Override
  void await(int producer, long ticket) throws IOException {
    announce(producer, ticket);
    if (isParked) {
      LockSupport.unpark(thread);
    }
    while (!isDurable(ticket)) {
      requireNoFailure();
      LockSupport.park(this);
    }
    withdraw(producer);
  }

  private void requireNoFailure() throws IOException {
    IOException cause = failure;
    if (cause != null) {
      throw new IOException("the forcing thread failed: " + cause.getMessage(), cause);
    }
  }

  private void forceAll() {
    try {
      while (!isStopped) {
        if (isAllDurable()) {
          park();
        } else {
          force();
          wake(0);
        }
      }
    } catch (IOException e) {
      failure = e;
      wake(Integer.MAX_VALUE);
    }
  }

  private void park() {
    isParked = true;
    if (isAllDurable() && !isStopped) {
      LockSupport.park(this);
    }
    isParked = false;
  }

  @Override
  public void close() {
    isStopped = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
