package io.duolog.kafka.format;

import java.util.List;

/**
 * The payload of the checkpoint; immutable.
 *
 * @param isClean whether the store was closed and nothing was written since
 * @param nextIncarnation smallest number that no partition has had
 * @param catalogueStep last durable step of the catalogue
 * @param recoveryPoints what Kafka's file of recovery points may hold
 * @param logStarts what Kafka's file of log starts may hold
 * @param highWatermarks what Kafka's file of high watermarks may hold
 * @param partitions one entry per live partition
 */
public record StoreCheckpoint(
    boolean isClean,
    long nextIncarnation,
    long catalogueStep,
    TextHashes recoveryPoints,
    TextHashes logStarts,
    TextHashes highWatermarks,
    List<PartitionCheckpoint> partitions) {
  /** Copies the list. */
  public StoreCheckpoint {
    partitions = List.copyOf(partitions);
  }
}
