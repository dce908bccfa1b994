package io.duolog.bench.cell;

import io.duolog.storage.EngineEvents;
import io.duolog.storage.Isolation;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.PartitionLog;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Parks the server at the log end until the engine tells that it moved. Thread-safe: one thread waits, any thread of
 * the engine tells.
 *
 * <p>The waiter announces itself before it looks at the log end, and the engine tells after it has moved it, so no
 * movement is missed; the park is bounded all the same, so that a lost event shows as latency and not as a hang.
 */
final class LogEndSignal implements EngineEvents, PartitionResponses.Arrival {
  private static final long PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final PartitionLog partition;
  private volatile @Nullable Thread waiter;
  private volatile boolean ended;

  LogEndSignal(PartitionLog partition) {
    this.partition = partition;
  }

  @Override
  public void advanced(PartitionLog moved, LogOffsets.Mutable offsets) {
    LockSupport.unpark(waiter);
  }

  @Override
  public void await(long offset) {
    if (partition.endOffset(Isolation.LOG_END) > offset) {
      return;
    }
    long deadline = System.nanoTime() + MOST_NANOS;
    waiter = Thread.currentThread();
    try {
      while (partition.endOffset(Isolation.LOG_END) <= offset && !ended && System.nanoTime() < deadline) {
        LockSupport.parkNanos(this, PARK_NANOS);
      }
    } finally {
      waiter = null;
    }
  }

  /** Lets the waiter go: nothing more will be appended. */
  void end() {
    ended = true;
    LockSupport.unpark(waiter);
  }
}
