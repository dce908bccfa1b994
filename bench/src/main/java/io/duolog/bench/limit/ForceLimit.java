package io.duolog.bench.limit;

import io.duolog.bench.load.Action;
import io.duolog.bench.load.Measurement;
import io.duolog.bench.load.Pace;
import io.duolog.bench.load.RunSpec;
import io.duolog.bench.load.TimedLoop;
import io.duolog.bench.payload.BatchPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Group commit without an engine: every thread writes a batch to one growing file and waits until it is forced; whoever
 * finds no force under way does it for all that have written. Thread-safe.
 *
 * <p>A thread announces what it waits for before it tries to lead. Leading ends before the leader looks at who waits,
 * so an announcement is seen by the leader that it could not replace: nobody sleeps for good. Of those that the force
 * came too late for, the leader wakes one, which leads next.
 */
final class ForceLimit {
  private static final long NOT_WAITING = Long.MAX_VALUE;

  private final FileChannel channel;
  private final AtomicBoolean forcing = new AtomicBoolean();
  private final AtomicLongArray waitingFor;
  private final Thread[] threads;
  private final Object writeLock = new Object();
  private volatile long written;
  private volatile long durable;
  private final LongAdder forces = new LongAdder();

  private ForceLimit(FileChannel channel, int producers) {
    this.channel = channel;
    this.waitingFor = new AtomicLongArray(producers);
    this.threads = new Thread[producers];
    for (int i = 0; i < producers; i++) {
      waitingFor.set(i, NOT_WAITING);
    }
  }

  static Measurement run(RunSpec spec, BatchPool pool, int producers) {
    try (GrowingFiles files = GrowingFiles.open(spec.directory(), 1)) {
      ForceLimit limit = new ForceLimit(files.part(0, 1)[0], producers);
      return TimedLoop.run(spec, Pace.SLOW, pool, producers, limit::action).with("forces", limit.forces.sum());
    }
  }

  private Action action(int producer, BatchPool.Share share) {
    CopyLimit.CheckedBatches batches = new CopyLimit.CheckedBatches(share);
    ByteBuffer[] sources = GrowingFiles.views(share);
    return index -> {
      batches.check(index);
      await(producer, write(sources[index]));
    };
  }

  private long write(ByteBuffer source) throws IOException {
    synchronized (writeLock) {
      GrowingFiles.write(channel, source);
      long ticket = written + 1;
      written = ticket;
      return ticket;
    }
  }

  private void await(int producer, long ticket) throws IOException {
    threads[producer] = Thread.currentThread();
    waitingFor.set(producer, ticket);
    while (durable < ticket) {
      if (forcing.compareAndSet(false, true)) {
        lead(producer, ticket);
      } else {
        LockSupport.park(this);
      }
    }
    waitingFor.set(producer, NOT_WAITING);
  }

  private void lead(int producer, long ticket) throws IOException {
    try {
      if (durable < ticket) {
        long end = written;
        channel.force(false);
        durable = end;
        forces.increment();
      }
    } finally {
      forcing.set(false);
    }
    wake(producer);
  }

  private void wake(int leader) {
    boolean heirFound = false;
    for (int i = 0; i < threads.length; i++) {
      long ticket = waitingFor.get(i);
      if (i == leader || ticket == NOT_WAITING) {
        continue;
      }
      boolean covered = ticket <= durable;
      if (covered || !heirFound) {
        LockSupport.unpark(threads[i]);
        heirFound |= !covered;
      }
    }
  }
}
