package io.duolog.kafka.store;

/** Something whose written bytes can be forced. Implementations are thread-safe and hold no lock over a force. */
public interface Flushable {
  /** What {@link #unsyncedForNanos} says when every byte is covered by a finished force. */
  long NOTHING = -1;

  /**
   * For how long the oldest byte that no finished force covers has been written.
   *
   * @param nowNanos the engine's monotonic clock
   * @return nanoseconds, or {@link #NOTHING}
   */
  long unsyncedForNanos(long nowNanos);

  /** Asks for a force of all that is written; does not wait. */
  void flush();
}
