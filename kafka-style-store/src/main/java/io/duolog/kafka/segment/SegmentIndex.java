package io.duolog.kafka.segment;

/**
 * The sparse indexes of one segment, for search: entries by slot, ascending. Thread-safe for readers; entries below a
 * count that was read do not change.
 */
public interface SegmentIndex {
  /** Entries of the offset index. */
  int offsetCount();

  /** An entry of the offset index, as {@link io.duolog.kafka.format.OffsetIndexLayout} packs it. */
  long offsetEntry(int slot);

  /** Entries of the time index. */
  int timeCount();

  /** The timestamp of an entry of the time index. */
  long timestamp(int slot);

  /** The relative offset of an entry of the time index. */
  int timeOffset(int slot);

  /** Delivers a pending fault of a mapped page: called between reading entries and using them (rule E4). */
  void settle();

  /** Gives the lease back that the search was made under. */
  void release();
}
