package io.duolog.kafka;

import io.duolog.kafka.format.PartitionCheckpoint;
import io.duolog.kafka.partition.LiveLog;
import io.duolog.kafka.recovery.OpenedStore;
import io.duolog.kafka.store.CheckpointKeeper;
import io.duolog.storage.TopicPartition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Thread-safe; guarded by its monitor. Collects what the checkpoint and Kafka's text files say, and has it written. */
final class Checkpoints {
  private final OpenedStore store;
  private List<PartitionCheckpoint> lastWritten = List.of();

  Checkpoints(OpenedStore store) {
    this.store = store;
  }

  /** Writes our checkpoint if it says something new. */
  synchronized void writeIfMoved() throws IOException {
    List<PartitionCheckpoint> now = collect(new TreeMap<>());
    if (!now.equals(lastWritten)) {
      store.keeper().write(content(false, now));
      lastWritten = now;
    }
  }

  /** Writes our checkpoint and Kafka's text files. */
  synchronized void writeWithTexts() throws IOException {
    SortedMap<TopicPartition, PartitionCheckpoint> byName = new TreeMap<>();
    List<PartitionCheckpoint> now = collect(byName);
    SortedMap<TopicPartition, Long> recoveryPoints = new TreeMap<>();
    SortedMap<TopicPartition, Long> logStarts = new TreeMap<>();
    SortedMap<TopicPartition, Long> highWatermarks = new TreeMap<>();
    byName.forEach(
        (name, partition) -> {
          recoveryPoints.put(name, partition.recoveryPoint());
          logStarts.put(name, partition.logStart());
          highWatermarks.put(name, partition.highWatermark());
        });
    store
        .keeper()
        .writeWithTexts(
            content(false, now), new CheckpointKeeper.Texts(recoveryPoints, logStarts, highWatermarks));
    lastWritten = now;
  }

  /** Marks the store as closed. Everything that it says is durable. */
  synchronized void writeClean() throws IOException {
    store.keeper().write(content(true, collect(new TreeMap<>())));
  }

  private List<PartitionCheckpoint> collect(SortedMap<TopicPartition, PartitionCheckpoint> byName)
      throws IOException {
    List<PartitionCheckpoint> partitions = new ArrayList<>();
    for (LiveLog log : store.table().all()) {
      PartitionCheckpoint partition = log.checkpoint();
      partitions.add(partition);
      byName.put(log.descriptor().name(), partition);
    }
    return partitions;
  }

  private CheckpointKeeper.Content content(boolean isClean, List<PartitionCheckpoint> partitions) {
    return new CheckpointKeeper.Content(
        isClean, store.table().nextIncarnation(), store.context().catalogue().lastStep(), partitions);
  }
}
