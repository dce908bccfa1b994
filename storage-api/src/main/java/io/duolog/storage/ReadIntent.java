package io.duolog.storage;

/** Why a read happens; decides read-ahead and what it leaves in the page cache (R6). */
public enum ReadIntent {
  /** At the log end: expected to be resident. */
  TAIL,
  /** Behind the log end, sequential. */
  CATCH_UP,
  /** A pass over old data that should leave no page-cache footprint. */
  SCAN
}
