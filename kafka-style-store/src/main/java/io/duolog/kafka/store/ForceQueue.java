package io.duolog.kafka.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thread-safe; guarded by its monitor. Partitions that wait for a force, and the threads that do it, so that
 * independent partitions are forced in parallel (rule D2).
 *
 * <p>An entry is queued at most once (its owner sees to that by a flag that {@link Forcible#forceNow} clears first),
 * so the queue is never longer than the number of partitions.
 */
public final class ForceQueue {
  private static final Logger LOG = LoggerFactory.getLogger(ForceQueue.class);

  private final ArrayDeque<Forcible> waiting = new ArrayDeque<>();
  private final List<Thread> threads = new ArrayList<>();
  private boolean isStopping;

  /** Starts {@code threadCount} threads that are named {@code <store>-force-<n>}. */
  public static ForceQueue start(String storeName, int threadCount) {
    ForceQueue queue = new ForceQueue();
    for (int i = 0; i < threadCount; i++) {
      queue.startThread(storeName + "-force-" + i);
    }
    return queue;
  }

  private synchronized void startThread(String name) {
    threads.add(Thread.ofPlatform().daemon().name(name).start(this::work));
  }

  /** Puts an entry at the end of the queue. */
  public synchronized void add(Forcible forcible) {
    waiting.addLast(forcible);
    notify();
  }

  private void work() {
    boolean isEnd = false;
    try {
      for (Forcible next = take(); next != null; next = take()) {
        try {
          next.forceNow();
        } catch (RuntimeException e) {
          LOG.error("a force ended unexpectedly; other partitions go on", e);
        }
      }
      isEnd = true;
    } finally {
      if (!isEnd) {
        startThread(Thread.currentThread().getName()); // an error ends this thread; its partition has failed
      }
    }
  }

  private synchronized @Nullable Forcible take() {
    while (waiting.isEmpty() && !isStopping) {
      try {
        wait();
      } catch (InterruptedException e) {
        // Nobody interrupts these threads on purpose; a stray interrupt must not close a file.
      }
    }
    return waiting.pollFirst();
  }

  private synchronized List<Thread> threads() {
    return threads.stream().filter(Thread::isAlive).toList();
  }

  /** Works off the queue, then ends the threads. */
  public void stop() {
    synchronized (this) {
      isStopping = true;
      notifyAll();
    }
    for (List<Thread> running = threads(); !running.isEmpty(); running = threads()) {
      Joining.all(running);
    }
  }
}
