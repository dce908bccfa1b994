package io.duolog.kafka.recovery;

import io.duolog.kafka.partition.EpochList;

/**
 * Confined to one recovery. Finds where leader epochs begin in the epochs of batches, of which one may be damaged: no
 * checksum covers them (rule C8). An epoch begins where the batch behind does not fall below it. Where that one does,
 * one of the two is damaged, and the third tells which: the one that it agrees with is sound.
 *
 * <p>Where the third is above both, neither reading is better than the other, and neither of the two begins an epoch:
 * an epoch that is wrong would be served, and one that is missing is an error to who reads that batch.
 */
final class EpochSequence {
  private static final int NONE = -1;

  private final EpochList epochs;
  private int begun = NONE;
  private long begunOffset;
  private boolean isDoubted;
  private int lower = NONE;
  private long lowerOffset;

  /** Adds the epochs that it finds to {@code epochs}, if they are newer than all that the list has. */
  EpochSequence(EpochList epochs) {
    this.epochs = epochs;
  }

  /** Takes the next batch. */
  void take(int leaderEpoch, long offset) {
    if (begun == NONE) {
      begin(leaderEpoch, offset);
    } else if (isDoubted) {
      settle(leaderEpoch);
      begin(leaderEpoch, offset);
    } else if (leaderEpoch < begun) {
      isDoubted = true;
      lower = leaderEpoch;
      lowerOffset = offset;
    } else {
      epochs.assign(begun, begunOffset);
      begin(leaderEpoch, offset);
    }
  }

  private void begin(int leaderEpoch, long offset) {
    begun = leaderEpoch > lastEpoch() ? leaderEpoch : NONE;
    begunOffset = offset;
    isDoubted = false;
  }

  private int lastEpoch() {
    return epochs.epochAt(Long.MAX_VALUE);
  }

  private void settle(int third) {
    if (third == begun || (third > begun && lower < lastEpoch())) {
      epochs.assign(begun, begunOffset);
    } else if (third < begun && third >= lower && lower > lastEpoch()) {
      epochs.assign(lower, lowerOffset);
    }
  }

  /** Whether a batch below {@code offset} begins an epoch that those behind it have not confirmed. */
  boolean isOpenBelow(long offset) {
    return begun != NONE && begunOffset < offset;
  }

  /** Ends the sequence: nothing behind says otherwise. */
  void end() {
    if (!isDoubted || lower < lastEpoch()) {
      epochs.assign(begun, begunOffset);
    }
    begun = NONE;
  }
}
