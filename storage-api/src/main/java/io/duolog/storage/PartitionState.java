package io.duolog.storage;

import io.duolog.storage.Producers.ProducerState;
import java.util.List;

/**
 * The state of a partition that its batches alone cannot rebuild (P5). Immutable.
 *
 * @param logStart first offset
 * @param offset the offset that the state belongs to
 * @param epochs leader epochs with their first offsets, ascending
 * @param producers producers with their last batches
 * @param aborted aborted transactions, by last offset
 */
@Experimental
public record PartitionState(
    long logStart,
    long offset,
    List<EpochStart> epochs,
    List<ProducerState> producers,
    List<AbortedTransaction> aborted) {
  /** Copies the lists. */
  public PartitionState {
    epochs = List.copyOf(epochs);
    producers = List.copyOf(producers);
    aborted = List.copyOf(aborted);
  }

  /**
   * The begin of a leader epoch.
   *
   * @param leaderEpoch the epoch
   * @param firstOffset its first offset
   */
  public record EpochStart(int leaderEpoch, long firstOffset) {}
}
