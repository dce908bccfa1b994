package io.duolog.storage;

/** A question about offsets by time (L1). Immutable values. */
public sealed interface TimestampQuery {
  /** The log start. */
  record Earliest() implements TimestampQuery {}

  /** The log end. */
  record Latest() implements TimestampQuery {}

  /**
   * The first record at or after a time.
   *
   * @param timestampMillis milliseconds since the epoch
   */
  record AtOrAfter(long timestampMillis) implements TimestampQuery {}

  /** The first record that carries the largest timestamp. */
  record MaxTimestamp() implements TimestampQuery {}
}
