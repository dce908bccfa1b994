package io.duolog.rocket.recovery;

import io.duolog.rocket.fault.StoreHealth;
import io.duolog.rocket.log.Threads;
import io.duolog.rocket.queue.ConsumeQueue;
import io.duolog.rocket.store.Checkpointer;
import io.duolog.storage.error.StorageException;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thread-safe. Derives the pages of lost files of the queue again, on a thread of its own, while the store is used
 * (C4): one queue after the other, in the order of their offsets, reading the log at a bounded rate. Whoever needs such
 * a page meanwhile waits for a moment and is then told to come again.
 *
 * <p>A page that cannot be derived is passed: whoever needs it finds out why (C3). The marks of the files stay then,
 * and so do they if the store is closed before the end.
 */
public final class QueueRebuild implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QueueRebuild.class);

  private final QueueRepair repair;
  private final LostQueueFiles files;
  private final List<ConsumeQueue> queues;
  private final StoreHealth health;
  private final Thread thread;
  private final Checkpointer checkpointer;
  private volatile boolean isStopped;

  QueueRebuild(
      String storeName, QueueRepair repair, LostQueueFiles files, List<ConsumeQueue> queues, Work work) {
    this.repair = repair;
    this.files = files;
    this.queues = queues;
    this.health = work.health;
    this.checkpointer = work.checkpointer;
    this.thread = new Thread(this::run, storeName + "-rebuild");
    this.thread.setDaemon(true);
  }

  /**
   * What it works with; immutable.
   *
   * @param health whether the store goes on
   * @param checkpointer records the pages
   */
  record Work(StoreHealth health, Checkpointer checkpointer) {}

  /** Starts the thread, if there is something to do. */
  public void start() {
    if (!files.lost().isEmpty()) {
      thread.start();
    }
  }

  /** Pages that are lost and not derived yet. */
  public long remainingPages() {
    return queues.stream().mapToLong(ConsumeQueue::lostPages).sum();
  }

  private void run() {
    try {
      health.guard("deriving the queue again", this::deriveAll);
    } finally {
      queues.forEach(ConsumeQueue::rebuildEnded);
    }
  }

  private void deriveAll() {
    boolean isWhole = true;
    repair.pace(() -> isStopped || health.isFailed());
    for (ConsumeQueue queue : queues) {
      isWhole &= derive(queue);
      queue.rebuildEnded();
    }
    if (isWhole) {
      record();
    }
  }

  private boolean derive(ConsumeQueue queue) {
    boolean hasMore = true;
    boolean isFirst = true;
    while (hasMore && !isStopped && !health.isFailed()) {
      try {
        hasMore = queue.deriveLost();
      } catch (StorageException e) {
        if (isFirst && !isStopped) {
          LOG.warn("A page of a queue cannot be derived again now: {}", e.toString());
          isFirst = false;
        }
      }
    }
    int left = queue.lostPages();
    if (left > 0) {
      LOG.warn("{} lost pages of a queue are derived when they are needed, or at the next opening", left);
    }
    return left == 0;
  }

  private void record() {
    try {
      checkpointer.write(false);
      files.forget();
    } catch (IOException e) {
      LOG.warn("Lost files of the queue stay marked: {}", e.toString());
    }
  }

  /** Ends the work, done or not, and waits for the thread. */
  @Override
  public void close() {
    isStopped = true;
    Threads.join(thread);
  }
}
