package io.duolog.kafka.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thread-safe; guarded by its monitor. Partitions that wait for a force, and the threads that do it, so that
 * independent partitions are forced in parallel (rule D2).
 *
 * <p>An entry is queued at most once, so the queue is never longer than the number of partitions. The entries
 * themselves are linked: nothing is allocated to queue one, so nobody who asks for a force can fail half-way.
 */
public final class ForceQueue {
  private static final Logger LOG = LoggerFactory.getLogger(ForceQueue.class);

  private final List<Thread> threads = new ArrayList<>();
  private @Nullable Entry first;
  private @Nullable Entry last;
  private boolean isStopping;

  /** Something that can be queued, at most once at a time. Its link is guarded by the queue's monitor. */
  public static final class Entry {
    private final Forcible forcible;
    private @Nullable Entry next;
    private volatile boolean isQueued;

    /** Not queued. */
    public Entry(Forcible forcible) {
      this.forcible = forcible;
    }
  }

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

  /** Puts an entry at the end of the queue, unless it waits there already. */
  public void add(Entry entry) {
    if (!entry.isQueued) {
      link(entry);
    }
  }

  private synchronized void link(Entry entry) {
    if (entry.isQueued) {
      return;
    }
    Entry before = last;
    if (before == null) {
      first = entry;
    } else {
      before.next = entry;
    }
    last = entry;
    entry.isQueued = true;
    notify();
  }

  /** An error ends the force that it met, whose partition has failed, and not the thread. */
  private void work() {
    for (Entry next = take(); next != null; next = take()) {
      try {
        next.forcible.forceNow();
      } catch (RuntimeException | AssertionError | LinkageError | VirtualMachineError e) {
        Complaint.log(LOG, "a force ended unexpectedly; other partitions go on", e);
      }
    }
  }

  /** The first entry, which may be queued again from here on; null at the end. */
  private synchronized @Nullable Entry take() {
    while (first == null && !isStopping) {
      try {
        wait();
      } catch (InterruptedException e) {
        // Nobody interrupts these threads on purpose; a stray interrupt must not close a file.
      }
    }
    Entry taken = first;
    if (taken != null) {
      first = taken.next;
      last = first == null ? null : last;
      taken.next = null;
      taken.isQueued = false;
    }
    return taken;
  }

  /** Works off the queue, then ends the threads. */
  public void stop() {
    List<Thread> running;
    synchronized (this) {
      isStopping = true;
      notifyAll();
      running = List.copyOf(threads);
    }
    Joining.all(running);
  }
}
