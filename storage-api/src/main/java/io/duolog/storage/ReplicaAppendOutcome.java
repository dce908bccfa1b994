package io.duolog.storage;

/** What became of a replica append (A8). Immutable values. */
@Experimental
public sealed interface ReplicaAppendOutcome {
  /**
   * All batches were appended.
   *
   * @param logEnd the log end after them
   */
  record Appended(long logEnd) implements ReplicaAppendOutcome {}

  /**
   * The batches stand in the log already, under the same epochs.
   *
   * @param logEnd the log end
   */
  record AlreadyPresent(long logEnd) implements ReplicaAppendOutcome {}

  /**
   * The log holds something else at these offsets.
   *
   * @param logEnd the log end
   * @param leaderEpoch the epoch of the log's last batch, or -1 of an empty log
   */
  record Diverged(long logEnd, int leaderEpoch) implements ReplicaAppendOutcome {}

  /**
   * The batches lie below the log start.
   *
   * @param logStart the log start
   */
  record BelowLogStart(long logStart) implements ReplicaAppendOutcome {}
}
