package io.duolog.kafka.recovery;

import io.duolog.kafka.store.ForceQueue;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Thread-safe. Steps of one opening that run side by side on the threads of the queue. The first that fails ends the
 * opening; steps that have not begun then are left out.
 */
final class ParallelRecovery {
  private final ForceQueue queue;
  private final CountDownLatch pending;
  private final AtomicReference<@Nullable Exception> fault = new AtomicReference<>();

  /** For {@code count} steps, each of which is added before the end is awaited. */
  ParallelRecovery(ForceQueue queue, int count) {
    this.queue = queue;
    this.pending = new CountDownLatch(count);
  }

  /** A step. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  void add(Step step) {
    queue.add(new ForceQueue.Entry(() -> run(step)));
  }

  private void run(Step step) {
    boolean isDone = false;
    try {
      if (fault.get() == null) {
        step.run();
      }
      isDone = true;
    } catch (IOException | RuntimeException e) {
      fault.compareAndSet(null, e);
    } finally {
      if (!isDone) {
        fault.compareAndSet(null, new IOException("a recovery ended unexpectedly")); // an error, which goes on
      }
      pending.countDown();
    }
  }

  /** Returns when all steps have ended, or throws what the first failed one threw. An interrupt is handed back. */
  void awaitEnd() throws IOException {
    boolean isInterrupted = false;
    while (pending.getCount() > 0) {
      try {
        pending.await();
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
    switch (fault.get()) {
      case null -> {
        return;
      }
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Exception e -> throw new IOException(e);
    }
  }
}
