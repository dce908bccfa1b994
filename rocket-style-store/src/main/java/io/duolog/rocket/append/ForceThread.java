package io.duolog.rocket.append;

import io.duolog.rocket.fault.StoreHealth;
import io.duolog.rocket.format.FrameLayout;
import io.duolog.rocket.log.CommitLog;
import io.duolog.rocket.log.LogFile;
import io.duolog.rocket.log.Threads;
import io.duolog.rocket.partition.Completions;
import io.duolog.rocket.partition.Partition;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.error.StorageException;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/**
 * Thread-safe. The one thread that forces the log and tells the appends that wait for it (D2).
 *
 * <p>Invariants: the durable position only grows, after a force of everything below it has ended; a force covers
 * what was published before it started and nothing else. Steps: walk over the published frames, force from the
 * durable position to their end, publish that end, tell every append below it. Appends that arrive meanwhile are the
 * next group, which starts at once. A leader among the appenders would save a hand-over when one of them is alone,
 * and make every other wait for a thread that has work of its own.
 *
 * <p>The first failed force ends it: nothing is retried (D3).
 */
public final class ForceThread implements AutoCloseable {
  private static final long LIVENESS_MILLIS = 1000;
  private static final long PREDECESSOR_WAIT_NANOS = 20_000;

  private final CommitLog log;
  private final LogTail tail;
  private final StoreHealth health;
  private final Completions completions;
  private final Thread thread;
  private Runnable forced = () -> {};
  private long frontier;
  private volatile long durable;
  private volatile long wanted;
  private volatile long forces;
  private volatile boolean isParked;
  private volatile boolean isStopped;

  /** Forces what follows {@code tail}'s present end; {@link #start} starts the thread. */
  public ForceThread(String storeName, CommitLog log, LogTail tail, StoreHealth health, Completions completions) {
    this.log = log;
    this.tail = tail;
    this.health = health;
    this.completions = completions;
    this.frontier = tail.endPosition();
    this.durable = frontier;
    this.wanted = frontier;
    this.thread = new Thread(this::run, storeName + "-force");
    this.thread.setDaemon(true);
  }

  /** Calls {@code listener} after each force, on the force thread; before {@link #start}. */
  public void afterForce(Runnable listener) {
    forced = listener;
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  /** Position of the log below which everything is forced. */
  public long durable() {
    return durable;
  }

  /** Forces that have ended. */
  public long forces() {
    return forces;
  }

  /** Asks for a force of everything below {@code position}; does not wait. */
  public void want(long position) {
    synchronized (this) {
      if (position <= wanted) {
        return;
      }
      wanted = position;
    }
    wake();
  }

  /** Lets the thread look at the appends that wait: one of them was just published. */
  void wake() {
    if (isParked) {
      LockSupport.unpark(thread);
    }
  }

  /** Lets everybody who waits see that the store failed. */
  public void stopWaiting() {
    synchronized (this) {
      notifyAll();
    }
    LockSupport.unpark(thread);
  }

  /**
   * Returns when everything below {@code position} is forced.
   *
   * @throws StorageException if the store fails meanwhile, or was stopped
   */
  public void await(long position) {
    want(position);
    boolean isInterrupted = false;
    synchronized (this) {
      while (durable < position) {
        requireRunning();
        try {
          wait(LIVENESS_MILLIS);
        } catch (InterruptedException e) {
          isInterrupted = true;
        }
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void requireRunning() {
    StorageException failure = health.failure();
    if (failure != null) {
      throw failure;
    }
    if (!thread.isAlive()) {
      throw health.closed();
    }
  }

  /** However the thread ends, the store is told, and everybody who waits for it. */
  private void run() {
    boolean isDone = false;
    try {
      forceGroups();
      isDone = true;
    } catch (InternalError fault) {
      health.fail("a page of the log could not be read", null, fault);
    } finally {
      if (!isDone && !health.isFailed()) {
        health.fail("forcing stopped", null, new IllegalStateException("the force thread met an unexpected fault"));
      }
      if (health.isFailed()) {
        failAll();
      }
    }
  }

  private void forceGroups() {
    while (!health.isFailed()) {
      if (!hasWork()) {
        if (isStopped) {
          return;
        }
        park();
      } else if (!forceGroup()) {
        LockSupport.parkNanos(this, PREDECESSOR_WAIT_NANOS);
      }
    }
  }

  private boolean hasWork() {
    return wanted > durable || !tail.synced().isEmpty();
  }

  private void park() {
    isParked = true;
    if (!hasWork() && !isStopped && !health.isFailed()) {
      LockSupport.park(this);
    }
    isParked = false;
  }

  /** Forces what is published; false if that is nothing new. */
  private boolean forceGroup() {
    long from = durable;
    frontier = walk(frontier);
    if (frontier == from) {
      return false;
    }
    try {
      force(from, frontier);
    } catch (IOException e) {
      health.fail("a force of the log failed", null, e);
      return true;
    }
    synchronized (this) {
      durable = frontier;
      notifyAll();
    }
    tail.synced().takeBelow(frontier, this::complete);
    forced.run();
    return true;
  }

  /** If the store failed, a predecessor may never be published: nobody is left waiting for one. */
  private void complete(Partition partition, long baseOffset, long nextOffset, AppendCompletion completion) {
    partition.completeWhenVisible(baseOffset, nextOffset, completion);
    StorageException failure = health.failure();
    if (failure != null) {
      partition.failWaiting(failure);
    }
  }

  /** Goes over published frames from {@code position} on; returns where the first that is not begins. */
  private long walk(long position) {
    long end = tail.endPosition();
    long at = position;
    while (at < end) {
      LogFile file = log.fileAt(at);
      at = walk(file, at, Math.min(end, file.nextPosition()));
      if (at < file.nextPosition()) {
        return at;
      }
    }
    return at;
  }

  private static long walk(LogFile file, long position, long end) {
    long at = position;
    while (at < end) {
      if (file.nextPosition() - at < FrameLayout.HEADER_SIZE_BYTES) {
        return file.nextPosition();
      }
      int length = file.length(file.indexOf(at));
      if (length <= 0) {
        return at;
      }
      at += FrameLayout.spanOf(length);
    }
    return at;
  }

  private void force(long from, long to) throws IOException {
    long at = from;
    while (at < to) {
      LogFile file = log.fileAt(at);
      long end = Math.min(to, file.nextPosition());
      file.mapped().force(file.indexOf(at), end - at);
      long count = forces;
      forces = count + 1;
      at = end;
    }
  }

  /** Tells everybody who waits; appends that were being reserved are over when the lock was had once. */
  private void failAll() {
    StorageException failure = health.failure();
    synchronized (this) {
      notifyAll();
    }
    if (failure != null) {
      tail.withoutAppends(() -> {});
      tail.synced()
          .takeBelow(Long.MAX_VALUE, (partition, base, next, completion) -> completions.failed(completion, failure));
    }
  }

  /** Lets the thread end when nothing is left to force, and waits for that. */
  @Override
  public void close() {
    isStopped = true;
    LockSupport.unpark(thread);
    Threads.join(thread);
  }
}
