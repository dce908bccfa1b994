package io.duolog.rocket.append;

import io.duolog.rocket.fault.StoreHealth;
import io.duolog.rocket.log.CommitLog;
import io.duolog.rocket.log.StoreEnvironment;
import io.duolog.rocket.log.Threads;
import io.duolog.rocket.partition.Completions;
import io.duolog.rocket.partition.Partition;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.error.StorageException;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/**
 * Thread-safe. The one thread that forces the log, tells the appends that wait for it (D2), and keeps the bound of
 * unsynced bytes (D7).
 *
 * <p>Invariants: the durable position only grows, after a force of everything below it has ended; a force covers
 * what was published before it started and nothing else. Steps: find the published frames, force them, publish how far
 * everything is durable, tell every append below it. Appends that arrive meanwhile are the next group, which starts at
 * once. A leader among the appenders would save a hand-over when one of them is alone, and make every other wait for a
 * thread that has work of its own.
 *
 * <p>Nobody may wait for a force that the bound asks for, so it ends at a multiple of 128 KiB, in front of the pages
 * that are written now: at half of the bytes, unless that much would stay. At the age it goes to the end.
 *
 * <p>The first failed force ends it: nothing is retried (D3).
 */
public final class ForceThread implements AutoCloseable {
  private static final long LIVENESS_MILLIS = 1000;
  private static final long PREDECESSOR_WAIT_NANOS = 20_000;

  private final LogTail tail;
  private final StoreHealth health;
  private final Completions completions;
  private final Thread thread;
  private Runnable forced = () -> {};
  private final ForcePlan plan;
  private final UnsyncedBound unsynced;
  private volatile long durable;
  private volatile long wanted;
  private volatile long forces;
  private volatile boolean isParked;
  private volatile boolean isStopped;

  /** Forces what follows {@code tail}'s present end; {@link #start} starts the thread. */
  public ForceThread(
      StoreEnvironment environment, CommitLog log, LogTail tail, StoreHealth health, Completions completions) {
    this.tail = tail;
    this.health = health;
    this.completions = completions;
    this.durable = tail.endPosition();
    this.wanted = durable;
    this.plan = new ForcePlan(log, durable, tail.abandoned().changed());
    this.unsynced = new UnsyncedBound(environment.settings().unsynced(), environment.clock(), durable);
    this.thread = new Thread(this::run, environment.settings().name() + "-force");
    this.thread.setDaemon(true);
  }

  /** Calls {@code listener} after each force, on the force thread; before {@link #start}. */
  public void afterForce(Runnable listener) {
    forced = listener;
  }

  /** Whether this is called on the thread. */
  public boolean isCurrentThread() {
    return Thread.currentThread() == thread;
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  /** Position of the log below which everything is forced. */
  public long durable() {
    return durable;
  }

  /** The bound of unsynced bytes, which this thread keeps. */
  public UnsyncedBound unsynced() {
    return unsynced;
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
    unsynced.endWaiting();
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
    try {
      health.guard("forcing", this::forceGroups);
    } finally {
      if (health.isFailed()) {
        failAll();
      }
    }
  }

  private void forceGroups() {
    while (!health.isFailed()) {
      tail.failIfLost();
      boolean mayEnd = isStopped; // read first: what was wanted before the stop is seen by the look that follows
      if (!hasWork()) {
        if (mayEnd) {
          return;
        }
        park();
      } else if (!forceGroup()) {
        LockSupport.parkNanos(this, PREDECESSOR_WAIT_NANOS);
      }
    }
  }

  /** Also looks at the time: it is called at least once an eighth of the age. */
  private boolean hasWork() {
    unsynced.age().note(tail.writtenPosition(), plan.covered());
    return isWaitedFor() || isDue();
  }

  private boolean isWaitedFor() {
    return wanted > durable || !tail.synced().isEmpty();
  }

  private boolean isDue() {
    return unsynced.isHalfFull() || unsynced.isAgeReached() || plan.hasPublishedHole();
  }

  private void park() {
    isParked = true;
    if (!hasWork() && !isStopped && !health.isFailed()) {
      long nanos = unsynced.lookNanos();
      if (nanos == 0) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, nanos);
      }
    }
    isParked = false;
  }

  /** Forces what is published; false if that is nothing new. */
  private boolean forceGroup() {
    long end = tail.writtenPosition();
    if (isWaitedFor()) {
      if (!plan.canAdvance(end) && !isDue()) {
        return false;
      }
      plan.look(end);
    } else {
      long bytes = plan.look(unsynced.isAgeReached() ? end : plan.stepBelow(end));
      if (unsynced.staysHalfFull(bytes)) {
        plan.look(end);
      }
    }
    return !plan.isEmpty() && forcePlan();
  }

  private boolean forcePlan() {
    long start = System.nanoTime();
    long before = durable;
    try {
      int count = plan.force();
      long sum = forces + count;
      forces = sum;
    } catch (IOException e) {
      health.fail("a force of the log failed", null, e);
      return true;
    }
    unsynced.tookNanos(System.nanoTime() - start);
    plan.done();
    unsynced.age().note(tail.writtenPosition(), plan.covered()); // before anybody is told that there is room
    unsynced.leave(plan.bytes());
    if (plan.durable() > before) {
      synchronized (this) {
        durable = plan.durable();
        notifyAll();
      }
      tail.synced().takeBelow(durable, this::complete);
      tail.abandoned().forgetBelow(durable);
      forced.run();
    }
    return true;
  }

  /** If the store failed, a predecessor may never be published: nobody is left waiting for one. */
  private void complete(
      Partition partition, long baseOffset, long nextOffset, long nextPosition, AppendCompletion completion) {
    if (isAbandoned(nextPosition, completion)) {
      return;
    }
    partition.completeWhenVisible(baseOffset, nextOffset, completion);
    StorageException failure = health.failure();
    if (failure != null) {
      partition.failWaiting(failure);
    }
  }

  /** Whether an append was given up; whoever does not know yet is told. */
  private boolean isAbandoned(long nextPosition, AppendCompletion completion) {
    AbandonedAppends.Ended ended = tail.abandoned().ended(nextPosition);
    if (ended != null && ended.toTell() != null) {
      completions.failed(completion, ended.toTell());
    }
    return ended != null;
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
          .takeBelow(
              Long.MAX_VALUE,
              (partition, base, next, nextPosition, completion) -> {
                if (!isAbandoned(nextPosition, completion)) {
                  completions.failed(completion, failure);
                }
              });
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
