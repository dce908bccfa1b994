package io.duolog.storage;

/**
 * An answer to a {@link TimestampQuery}. Immutable.
 *
 * @param offset the record's offset; the log start or end where the query asked for it
 * @param timestampMillis the record's timestamp, or {@link #NO_TIMESTAMP} where no record was asked for
 * @param leaderEpoch epoch of the record's batch, or -1 if unknown
 */
public record OffsetAndTimestamp(long offset, long timestampMillis, int leaderEpoch) {
  /** No record was asked for. */
  public static final long NO_TIMESTAMP = -1;
}
