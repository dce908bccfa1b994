package io.duolog.storage;

/** How far a read goes (V2). Every level ends at the contiguous published prefix of the partition (V1). */
public enum Isolation {
  /** Up to the log end; may see bytes that no force has covered. */
  LOG_END,
  /** Up to the durable offset. */
  DURABLE,
  /** Up to the high watermark that the caller has set (V3). */
  HIGH_WATERMARK,
  /** Up to the last stable offset: before the first open transaction, and never beyond the high watermark. */
  LAST_STABLE
}
