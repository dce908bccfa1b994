package io.duolog.kafka.format;

import java.util.List;

/**
 * What the checkpoint says of one partition; immutable.
 *
 * @param incarnation which partition
 * @param changeEpoch grows with truncation, reset, deletion and import
 * @param logStart first offset that can be read
 * @param recoveryPoint everything below it was forced
 * @param highWatermark at most the one that was set
 * @param leaderEpoch current leader epoch, or -1
 * @param active where the recovery point lies
 * @param epochs leader epochs that begin below the recovery point, ascending
 */
public record PartitionCheckpoint(
    long incarnation,
    int changeEpoch,
    long logStart,
    long recoveryPoint,
    long highWatermark,
    int leaderEpoch,
    ActiveMark active,
    List<EpochStart> epochs) {
  /** Copies the list. */
  public PartitionCheckpoint {
    epochs = List.copyOf(epochs);
  }

  /**
   * The offset below which {@link #epochs} is complete: the recovery point. Where the position of the recovery point is
   * not known, nothing is known of the epochs either, and all of them have to be found in the log.
   */
  public long epochsEndOffset() {
    return isPositionKnown() ? recoveryPoint : logStart;
  }

  /** Whether it says where in the files the recovery point lies; Kafka's texts do not. */
  public boolean isPositionKnown() {
    return active.position() > 0 || active.baseOffset() == recoveryPoint;
  }

  /** Of a partition that was just made. */
  public static PartitionCheckpoint empty(long incarnation) {
    return new PartitionCheckpoint(incarnation, 0, 0, 0, 0, -1, ActiveMark.empty(0), List.of());
  }
}
