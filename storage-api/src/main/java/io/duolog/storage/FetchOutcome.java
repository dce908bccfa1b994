package io.duolog.storage;

import java.util.Objects;

/**
 * What a read is answered with (R1, R2, E3): a {@link FetchResult}, which the receiver releases, or a value that says
 * why there is none.
 */
public sealed interface FetchOutcome
    permits FetchResult,
        FetchOutcome.OutOfRange,
        FetchOutcome.Diverging,
        FetchOutcome.NotLocal,
        FetchOutcome.ImportInProgress {
  /**
   * The asked offset is below the log start or above the end at the asked isolation (R2). Immutable.
   *
   * @param offset the asked offset
   * @param logStart first offset that can be asked for
   * @param end last offset that can be asked for; asking for it gives no batches
   */
  record OutOfRange(long offset, long logStart, long end) implements FetchOutcome {}

  /**
   * The reader's last epoch does not match the log (R2). Immutable.
   *
   * @param leaderEpoch the largest epoch of the log that is not above the reader's
   * @param endOffset where that epoch ends in the log: the reader truncates to it, or below
   */
  record Diverging(int leaderEpoch, long endOffset) implements FetchOutcome {}

  /**
   * The data are in remote storage (reserved for layers above). Immutable.
   *
   * @param offset the asked offset
   * @param localLogStart first offset that is stored here
   */
  record NotLocal(long offset, long localLogStart) implements FetchOutcome {}

  /**
   * The partition is being imported (P5). Immutable.
   *
   * @param partition the partition
   */
  record ImportInProgress(PartitionIdentity partition) implements FetchOutcome {
    /** Rejects a missing partition. */
    public ImportInProgress {
      Objects.requireNonNull(partition, "partition");
    }
  }
}
