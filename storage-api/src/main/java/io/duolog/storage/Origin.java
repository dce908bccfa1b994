package io.duolog.storage;

/** Who appends (A10). Replica appends have a method of their own: {@link LogWriter#appendReplica}. */
public enum Origin {
  /** A client: no control batches. */
  CLIENT,
  /** The transaction coordinator: markers are allowed. */
  COORDINATOR
}
