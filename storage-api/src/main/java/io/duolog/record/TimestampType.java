package io.duolog.record;

/** Immutable. What the timestamps of a batch mean. */
public enum TimestampType {
  /** The producer set each record's timestamp. */
  CREATE_TIME,
  /** A broker overwrote them with the time of the append: every record has the batch's maximum timestamp. */
  LOG_APPEND_TIME
}
