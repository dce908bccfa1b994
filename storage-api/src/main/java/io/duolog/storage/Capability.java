package io.duolog.storage;

/**
 * An optional part of an engine. A part that an engine lacks refuses with {@code UnsupportedOperationByEngineException}
 * or with the outcome that its javadoc names; it never pretends.
 */
public enum Capability {
  /**
   * State outlives the engine: close and reopen, crash recovery, the directory lock. Without it every opening gives a
   * new, empty store.
   */
  PERSISTENCE,
  /**
   * {@link Durability#SYNCED} survives power loss. Without it synced appends and {@link StorageEngine#sync} refuse, and
   * the durable offset stays at the log start.
   */
  SYNCED_DURABILITY,
  /**
   * {@link FetchResult#transferTo} to a socket channel moves bytes without copying them through the heap (R4). Without
   * it the bytes that leave are counted as copied.
   */
  ZERO_COPY_TRANSFER,
  /** {@link TransferMode#SENDFILE} and {@link TransferMode#GATHER} whichever is not the engine's own. */
  FOREIGN_TRANSFER_MODES,
  /** Lookup by key (L3): {@link KeyLookup}. */
  KEY_LOOKUP,
  /** Tag filter on read (L4): {@link TagFilter}. */
  TAG_FILTER,
  /** Idempotent producers (A6): {@link Producers}. Without it a batch with a producer id is refused. */
  IDEMPOTENT_PRODUCERS,
  /** Transactions (X1, X2): {@link Transactions}. Without it transactional and control batches are refused. */
  TRANSACTIONS,
  /** Truncate, trim, reset and fence (A5, T1, T2, T5). */
  TRUNCATION,
  /** Replica appends and epoch lookup (A8, L2, R2). Without it a read with a last epoch is refused. */
  REPLICATION,
  /** Deletion, export and import of partitions (P2 to P5). */
  PARTITION_LIFE,
  /** Retention (T3). */
  RETENTION,
  /** Compaction by key (T4): {@link Compaction}. */
  COMPACTION,
  /** A consistent copy of an open store (F4). */
  SNAPSHOT,
  /** Read-only inspection and maintenance of a closed store. */
  INSPECTION
}
