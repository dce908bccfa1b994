package io.duolog.kafka.store;

/** Something that waits in the queue of forces. Implementations are thread-safe. */
public interface Forcible {
  /**
   * Forces what was written before the call; deals with every fault itself. It may be queued again while it runs, so
   * two threads may be in it.
   */
  void forceNow();
}
