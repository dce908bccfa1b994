package io.duolog.storage;

import io.duolog.storage.error.UnsupportedOperationByEngineException;

/**
 * The cutting role of a partition. Thread-safe. Every cut is durable when it returns and grows the change epoch (P4)
 * where it says so. Cutting is capability {@link Capability#TRUNCATION}; the high watermark belongs to every engine.
 */
public interface LogCutter {
  /**
   * Drops all batches at or above {@code offset} (T1); a batch that contains it is dropped whole. Dropped batches never
   * come back; producers, epochs, transactions and indexes are as in a log that never had them. Grows the change epoch
   * unless nothing was dropped.
   *
   * @return the log end after the cut
   * @throws IllegalArgumentException if {@code offset} is below the log start
   */
  @Experimental
  default long truncateTo(long offset) {
    throw new UnsupportedOperationByEngineException("truncateTo", Capability.TRUNCATION);
  }

  /**
   * Moves the log start up to {@code offset} (T2). Idempotent and monotone: a lower offset changes nothing.
   *
   * @return the log start
   * @throws IllegalArgumentException if {@code offset} is above the high watermark
   */
  @Experimental
  default long trimTo(long offset) {
    throw new UnsupportedOperationByEngineException("trimTo", Capability.TRUNCATION);
  }

  /** Empties the log and lets it start at {@code offset} (T5). Grows the change epoch. */
  @Experimental
  default void resetTo(long offset) {
    throw new UnsupportedOperationByEngineException("resetTo", Capability.TRUNCATION);
  }

  /**
   * Sets the high watermark (V3). Moves up only: a lower offset changes nothing; truncation moves it back. Persisted
   * with the checkpoint, never ahead of what was set.
   *
   * @return the high watermark
   * @throws IllegalArgumentException if {@code offset} is above the log end
   */
  long advanceHighWatermark(long offset);
}
