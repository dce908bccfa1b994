package io.duolog.kafka.partition;

import io.duolog.kafka.store.Counters;
import io.duolog.storage.EngineEvents;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.Registration;
import io.duolog.storage.SealedFile;
import io.duolog.storage.error.StorageException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Thread-safe. The listeners of a store (rule V5). They are called without a lock; one that throws is dropped. */
public final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final List<EngineEvents> listeners = new CopyOnWriteArrayList<>();
  private final Counters counters;
  private volatile boolean hasListeners;

  /** Without listeners. */
  public Listeners(Counters counters) {
    this.counters = counters;
  }

  /** Adds a listener until the registration is closed. */
  public Registration add(EngineEvents listener) {
    listeners.add(listener);
    hasListeners = true;
    return () -> drop(listener);
  }

  private void drop(EngineEvents listener) {
    listeners.remove(listener);
    hasListeners = !listeners.isEmpty();
  }

  /** Whether anybody listens. */
  boolean isAnybodyThere() {
    return hasListeners;
  }

  void advanced(PartitionLog partition, LogOffsets.Mutable offsets) {
    tell(listener -> listener.advanced(partition, offsets));
  }

  void sealed(SealedFile file) {
    tell(listener -> listener.sealed(file));
  }

  void failed(String domain, StorageException cause) {
    tell(listener -> listener.failed(domain, cause));
  }

  private void tell(Consumer<EngineEvents> event) {
    for (EngineEvents listener : listeners) {
      boolean isTold = false;
      try {
        event.accept(listener);
        isTold = true;
      } catch (RuntimeException e) {
        LOG.warn("a listener threw and is not called any more", e);
      } finally {
        if (!isTold) {
          drop(listener);
          counters.throwingCallbacks.incrementAndGet();
        }
      }
    }
  }
}
