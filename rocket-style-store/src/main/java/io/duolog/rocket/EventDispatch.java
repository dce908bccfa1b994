package io.duolog.rocket;

import io.duolog.rocket.fault.StoreHealth;
import io.duolog.rocket.log.Threads;
import io.duolog.rocket.partition.Partition;
import io.duolog.storage.EngineEvents;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.Registration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Thread-safe; its queue is guarded by its monitor, under which nobody is told anything. Tells listeners what
 * happened (V5), on one thread that is started with the first listener. Moves of one partition that wait to be told
 * are one event. The queue holds each partition at most once and the rare other events.
 */
final class EventDispatch implements AutoCloseable {
  private final String storeName;
  private final Teller teller;
  private final StoreHealth health;
  private final CopyOnWriteArrayList<EngineEvents> listeners = new CopyOnWriteArrayList<>();
  private final Deque<Partition> moved = new ArrayDeque<>();
  private final Deque<Consumer<EngineEvents>> others = new ArrayDeque<>();
  private final LogOffsets.Mutable offsets = new LogOffsets.Mutable();
  private @Nullable Thread thread;
  private boolean isStopped;
  private boolean hasForced;
  private volatile boolean hasListeners;
  private volatile long dropped;

  EventDispatch(String storeName, Teller teller, StoreHealth health) {
    this.storeName = storeName;
    this.health = health;
    this.teller = teller;
  }

  /** Knows how to tell of a partition. */
  interface Teller {
    /** Takes the partition's offsets. */
    void look(Partition partition, LogOffsets.Mutable offsets);

    /** Tells that the partition's offsets moved. */
    void tell(Partition partition, LogOffsets.Mutable offsets, EngineEvents listener);

    /** Partitions whose durable offset may have moved with a force. */
    List<Partition> afterForce();
  }

  Registration subscribe(EngineEvents listener) {
    synchronized (this) {
      listeners.add(listener);
      hasListeners = true;
      if (thread == null && !isStopped) {
        Thread made = new Thread(this::run, storeName + "-events");
        made.setDaemon(true);
        made.start();
        thread = made;
      }
    }
    return () -> remove(listener);
  }

  private void remove(EngineEvents listener) {
    listeners.remove(listener);
    hasListeners = !listeners.isEmpty();
  }

  /** Some of the partition's offsets moved; cheap without listeners. */
  void moved(Partition partition) {
    if (hasListeners && partition.claimEvent()) {
      synchronized (this) {
        moved.add(partition);
        notifyAll();
      }
    }
  }

  /** A force has ended. */
  void forced() {
    if (hasListeners) {
      synchronized (this) {
        hasForced = true;
        notifyAll();
      }
    }
  }

  /** Something happened that is told as it is. */
  void happened(Consumer<EngineEvents> event) {
    if (hasListeners) {
      synchronized (this) {
        others.add(event);
        notifyAll();
      }
    }
  }

  /** Whether this is called on the thread that tells. */
  synchronized boolean isCurrentThread() {
    return Thread.currentThread() == thread;
  }

  /** Listeners that were dropped because they threw. */
  long dropped() {
    return dropped;
  }

  private void run() {
    health.guard("telling events", this::tellUntilStopped);
  }

  private void tellUntilStopped() {
    boolean goesOn = true;
    while (goesOn) {
      goesOn = tellNext();
    }
  }

  /** Tells one event; false when the dispatch was stopped and nothing is left to tell. */
  private boolean tellNext() {
    Partition partition;
    Consumer<EngineEvents> other;
    boolean isForced;
    synchronized (this) {
      if (!awaitWork()) {
        return false;
      }
      isForced = hasForced;
      hasForced = false;
      partition = moved.poll();
      other = partition == null ? others.poll() : null;
    }
    if (isForced) {
      teller.afterForce().forEach(this::moved);
    }
    if (partition != null) {
      partition.eventTold();
      teller.look(partition, offsets);
      tellAll(listener -> teller.tell(partition, offsets, listener));
    } else if (other != null) {
      tellAll(other);
    }
    return true;
  }

  /** Waits under the monitor; false when the dispatch was stopped and nothing is left. */
  private synchronized boolean awaitWork() {
    while (moved.isEmpty() && others.isEmpty() && !hasForced) {
      if (isStopped) {
        return false;
      }
      try {
        wait();
      } catch (InterruptedException e) {
        isStopped = true;
      }
    }
    return true;
  }

  private void tellAll(Consumer<EngineEvents> event) {
    for (EngineEvents listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException | AssertionError | LinkageError | VirtualMachineError e) {
        long count = dropped;
        dropped = count + 1;
        remove(listener);
      }
    }
  }

  /** Tells what is left and ends the thread. */
  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      isStopped = true;
      running = thread;
      notifyAll();
    }
    if (running != null) {
      Threads.join(running);
    }
  }
}
