package io.duolog.kafka.partition;

import io.duolog.storage.LogOffsets;
import io.duolog.storage.PartitionLog;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Thread-safe. Tells listeners that the offsets of one partition moved (rule V5). One thread at a time tells; a move
 * that happens meanwhile is told by it afterwards, with the offsets of that time, so the last state is always told.
 */
final class AdvanceNotice {
  private static final int IDLE = 0;
  private static final int TELLING = 1;
  private static final int TELLING_AND_MOVED = 2;

  private final AtomicInteger state = new AtomicInteger(IDLE);
  private final LogOffsets.Mutable offsets = new LogOffsets.Mutable();
  private final Listeners listeners;
  private final LogMarks marks;

  AdvanceNotice(Listeners listeners, LogMarks marks) {
    this.listeners = listeners;
    this.marks = marks;
  }

  void moved(PartitionLog partition) {
    if (!listeners.isAnybodyThere() || !begin()) {
      return;
    }
    boolean isEnd = false;
    try {
      do {
        listeners.advanced(partition, marks.offsets(offsets));
        isEnd = end();
      } while (!isEnd);
    } finally {
      if (!isEnd) {
        state.set(IDLE); // an error in a listener must not silence the others for ever
      }
    }
  }

  private boolean begin() {
    while (true) {
      if (state.compareAndSet(IDLE, TELLING)) {
        return true;
      }
      int now = state.get();
      if (now == TELLING_AND_MOVED || (now == TELLING && state.compareAndSet(TELLING, TELLING_AND_MOVED))) {
        return false;
      }
    }
  }

  private boolean end() {
    if (state.compareAndSet(TELLING, IDLE)) {
      return true;
    }
    state.set(TELLING);
    return false;
  }
}
