package io.duolog.rocket.append;

import io.duolog.rocket.fault.StoreHealth;
import io.duolog.rocket.log.Threads;
import io.duolog.storage.error.StorageException;
import java.util.concurrent.locks.LockSupport;

/**
 * Thread-safe. The thread that writes the pool's frames to the files and publishes them. It looks for the next ones for
 * a while before it parks: a wake-up costs several times as much as a write.
 */
final class PoolThread implements AutoCloseable {
  private static final long SPIN_NANOS = 20_000;

  private final PoolWriter pool;
  private final LogTail tail;
  private final StoreHealth health;
  private final Owner owner;
  private final Thread thread;
  private volatile boolean isParked;
  private volatile boolean isStopped;

  PoolThread(String storeName, LogTail tail, PoolWriter pool, StoreHealth health, Owner owner) {
    this.pool = pool;
    this.tail = tail;
    this.health = health;
    this.owner = owner;
    this.thread = new Thread(this::run, storeName + "-pool");
    this.thread.setDaemon(true);
  }

  /** Is told, on the thread, what became of the batches in the pool. */
  interface Owner {
    /** The batch is in the file: it is published, and its end told. */
    void written(PooledFrame frame);

    /** A force may count on one more frame. */
    void settled();

    /** The batch will not be written any more, or was not published. */
    void failed(PooledFrame frame, StorageException cause);
  }

  void start() {
    pool.share();
    thread.start();
  }

  boolean isCurrentThread() {
    return Thread.currentThread() == thread;
  }

  /** Lets the thread look for frames. */
  void wake() {
    if (isParked) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    try {
      health.guard("writing the pool", this::writeUntilStopped);
    } finally {
      if (!isStopped || !pool.isEmpty()) {
        failAll();
      }
    }
  }

  private void writeUntilStopped() {
    while (true) {
      boolean mayEnd = isStopped; // read first: what was put there before the stop is seen by the look that follows
      if (pool.isEmpty()) {
        if (mayEnd) {
          return;
        }
        idle();
      } else {
        int count = pool.writeGroup();
        for (int i = 0; i < count; i++) {
          PooledFrame frame = pool.first();
          if (frame.isBatch()) {
            owner.written(frame);
          }
          pool.settle();
          owner.settled();
        }
      }
    }
  }

  private void idle() {
    long deadline = System.nanoTime() + SPIN_NANOS;
    while (pool.isEmpty() && !isStopped && System.nanoTime() - deadline < 0) {
      Thread.onSpinWait();
    }
    isParked = true;
    if (pool.isEmpty() && !isStopped) {
      LockSupport.park(this);
    }
    isParked = false;
  }

  /** Tells everybody whose frame will not be written; nobody gets a place any more when the lock was had once. */
  private void failAll() {
    StorageException failure = health.failure();
    if (failure == null) {
      return;
    }
    tail.withoutAppends(() -> {});
    while (!pool.isEmpty()) {
      PooledFrame frame = pool.first();
      if (frame.isBatch()) {
        owner.failed(frame, failure);
      }
      pool.free();
    }
  }

  /** Lets the thread end when everything is written, and waits for that. */
  @Override
  public void close() {
    isStopped = true;
    LockSupport.unpark(thread);
    Threads.join(thread);
  }
}
