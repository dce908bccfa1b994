package io.duolog.kafka.store;

/** Something that waits in the queue of forces. Implementations are thread-safe. */
public interface Forcible {
  /** Forces what was written before the call; deals with every fault itself. Called by one thread at a time. */
  void forceNow();
}
