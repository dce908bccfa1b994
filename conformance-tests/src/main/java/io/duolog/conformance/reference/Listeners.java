package io.duolog.conformance.reference;

import io.duolog.storage.EngineEvents;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.Registration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** The listeners of one engine. Thread-safe; calls them on the thread that caused the event, which holds no lock. */
final class Listeners {
  private final List<EngineEvents> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong dropped = new AtomicLong();

  Registration add(EngineEvents listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Tells that offsets of {@code partition} moved; drops and counts a listener that throws (V5). */
  void advanced(PartitionLog partition, LogOffsets offsets) {
    for (EngineEvents listener : listeners) {
      tell(listener, partition, offsets);
    }
  }

  private void tell(EngineEvents listener, PartitionLog partition, LogOffsets offsets) {
    try {
      listener.advanced(partition, offsets.mutable());
    } catch (RuntimeException e) {
      if (listeners.remove(listener)) {
        dropped.incrementAndGet();
      }
    }
  }

  long dropped() {
    return dropped.get();
  }
}
