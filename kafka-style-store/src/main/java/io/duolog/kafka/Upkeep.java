package io.duolog.kafka;

import io.duolog.kafka.partition.LiveLog;
import io.duolog.kafka.recovery.OpenedStore;
import io.duolog.kafka.store.Complaint;
import io.duolog.kafka.store.Joining;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thread-safe; stopping is guarded by its monitor. The store's own thread {@code <store>-upkeep}: writes the checkpoint
 * when something moved, tries again what could not be sealed, closes what is idle.
 */
final class Upkeep {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final long PERIOD_MILLIS = 500;
  private static final int TEXTS_EVERY = 60;
  private static final int IDLE_PERIODS = 20;

  private final OpenedStore store;
  private final Checkpoints checkpoints;
  private final Thread thread;
  private boolean isStopping;

  private Upkeep(OpenedStore store) {
    this.store = store;
    this.checkpoints = new Checkpoints(store);
    this.thread = Thread.ofPlatform().daemon().name(store.directory().getFileName() + "-upkeep").unstarted(this::work);
  }

  static Upkeep start(OpenedStore store) {
    Upkeep upkeep = new Upkeep(store);
    upkeep.thread.start();
    return upkeep;
  }

  Checkpoints checkpoints() {
    return checkpoints;
  }

  private void work() {
    for (int period = 1; awaitNext(); period++) {
      try {
        once(period);
      } catch (IOException | RuntimeException | AssertionError | LinkageError | VirtualMachineError e) {
        Complaint.log(LOG, "upkeep failed and will be tried again", e);
      }
    }
  }

  private void once(int period) throws IOException {
    store.openFiles().tickAndCloseIdle(IDLE_PERIODS);
    if (period % IDLE_PERIODS == 0) {
      store.table().all().forEach(LiveLog::maintain);
    }
    if (period % TEXTS_EVERY == 0) {
      checkpoints.writeWithTexts();
    } else {
      checkpoints.writeIfMoved();
    }
  }

  /** False when the store closes. */
  private synchronized boolean awaitNext() {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);
    for (long left = PERIOD_MILLIS; left > 0 && !isStopping; ) {
      try {
        wait(left);
      } catch (InterruptedException e) {
        // Nobody interrupts this thread on purpose; a stray interrupt must not close a file.
        continue;
      }
      left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }
    return !isStopping;
  }

  void stop() {
    synchronized (this) {
      isStopping = true;
      notifyAll();
    }
    Joining.all(List.of(thread));
  }
}
