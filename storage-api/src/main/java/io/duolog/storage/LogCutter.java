package io.duolog.storage;

/**
 * The cutting role of a partition. Thread-safe. Every method is durable when it returns and grows the change epoch (P4)
 * where it says so. Capability {@link Capability#TRUNCATION}.
 */
@Experimental
public interface LogCutter {
  /**
   * Drops all batches at or above {@code offset} (T1); a batch that contains it is dropped whole. Dropped batches never
   * come back; producers, epochs, transactions and indexes are as in a log that never had them. Grows the change epoch
   * unless nothing was dropped.
   *
   * @return the log end after the cut
   * @throws IllegalArgumentException if {@code offset} is below the log start
   */
  long truncateTo(long offset);

  /**
   * Moves the log start up to {@code offset} (T2). Idempotent and monotone: a lower offset changes nothing.
   *
   * @return the log start
   * @throws IllegalArgumentException if {@code offset} is above the high watermark
   */
  long trimTo(long offset);

  /** Empties the log and lets it start at {@code offset} (T5). Grows the change epoch. */
  void resetTo(long offset);

  /**
   * Sets the high watermark (V3). Moves up only; the log end is its limit; truncation moves it back.
   *
   * @return the high watermark
   */
  long advanceHighWatermark(long offset);
}
