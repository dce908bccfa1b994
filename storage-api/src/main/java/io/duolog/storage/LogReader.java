package io.duolog.storage;

import io.duolog.storage.error.UnsupportedOperationByEngineException;
import java.util.Optional;

/** The reading role of a partition. Thread-safe; never waits for an append or a force. */
public interface LogReader {
  /**
   * Reads whole batches, beginning with the first whose last offset is at or after {@code offset} (R1).
   *
   * @param offset from the log start to the end at the asked isolation; the end itself gives a result without batches
   * @param maxBytes largest size of all batches, in bytes, from 1; the first batch may be larger unless the options say
   *     no
   * @return a result with one reference for the caller, or why there is none
   * @throws IllegalArgumentException if {@code offset} is negative or {@code maxBytes} is below 1
   * @throws io.duolog.storage.error.StorageException on an operating fault: corrupt, closed, deleted, resource limit
   */
  FetchOutcome read(long offset, int maxBytes, ReadOptions options);

  /** The partition's offsets: one consistent snapshot. */
  LogOffsets offsets();

  /** Where reads at {@code isolation} end (V2). Cheap: an engine that cares overrides it without lock or allocation. */
  default long endOffset(Isolation isolation) {
    return offsets().end(isolation);
  }

  /**
   * An upper bound of the bytes that a read from {@code offset} at {@code isolation} could return (R1). Cheap: no disk.
   *
   * @return 0 if nothing can be read
   */
  long readableBytes(long offset, Isolation isolation);

  /**
   * Answers a question about offsets by time (L1), exact at record level, up to the log end. This form reads the whole
   * log; an engine with an index overrides it.
   *
   * @return empty if no record satisfies the query
   */
  default Optional<OffsetAndTimestamp> lookup(TimestampQuery query) {
    return new TimestampScan(this).answer(query);
  }

  /**
   * Where a leader epoch ends (L2). Capability {@link Capability#REPLICATION}.
   *
   * @return empty if the log has no epoch at or below {@code leaderEpoch}
   */
  @Experimental
  default Optional<EpochEndOffset> epochEndOffset(int leaderEpoch) {
    throw new UnsupportedOperationByEngineException("epochEndOffset", Capability.REPLICATION);
  }

  /** Brings bytes into the page cache off the caller's thread (R6); a hint that may be dropped under load. */
  @Experimental
  default void prefetch(long offset, int maxBytes) {}
}
