package io.duolog.record;

/** Immutable. Who hands a batch over for appending, which decides what it may contain. */
public enum BatchOrigin {
  /** A producer: dense records, create time, no control batches. */
  CLIENT,
  /** A transaction coordinator: like a client, and control batches are allowed. */
  COORDINATOR,
  /**
   * A leader's log, an import or an adopted file: compacted and empty batches are allowed, and anything that a log
   * holds.
   */
  REPLICA
}
