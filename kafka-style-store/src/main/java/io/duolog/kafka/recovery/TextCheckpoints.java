package io.duolog.kafka.recovery;

import io.duolog.io.file.Disk;
import io.duolog.kafka.format.ActiveMark;
import io.duolog.kafka.format.CatalogueEntry.PartitionCreated;
import io.duolog.kafka.format.EpochCheckpointText;
import io.duolog.kafka.format.EpochStart;
import io.duolog.kafka.format.MalformedContentException;
import io.duolog.kafka.format.OffsetCheckpointText;
import io.duolog.kafka.format.PartitionCheckpoint;
import io.duolog.kafka.format.StoreFiles;
import io.duolog.kafka.store.TextFiles;
import io.duolog.storage.TopicPartition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Confined to the opening of a store. What Kafka's text files say of the partitions, for a store whose own checkpoint
 * is missing (rule C4). Each says what was true when it was written, and recovery points and high watermarks only grow,
 * so an old one is a lower bound: recovery looks at more than it must and trusts nothing that was not forced. A file
 * that is missing or malformed says nothing.
 */
final class TextCheckpoints {
  private final TextFiles texts;
  private final Map<TopicPartition, Long> recoveryPoints;
  private final Map<TopicPartition, Long> logStarts;
  private final Map<TopicPartition, Long> highWatermarks;

  private TextCheckpoints(TextFiles texts, Path store) throws IOException {
    this.texts = texts;
    this.recoveryPoints = offsets(store.resolve(StoreFiles.RECOVERY_POINTS));
    this.logStarts = offsets(store.resolve(StoreFiles.LOG_STARTS));
    this.highWatermarks = offsets(store.resolve(StoreFiles.HIGH_WATERMARKS));
  }

  static TextCheckpoints read(Disk disk, Path store) throws IOException {
    return new TextCheckpoints(new TextFiles(disk), store);
  }

  private Map<TopicPartition, Long> offsets(Path file) throws IOException {
    Optional<byte[]> content = texts.read(file);
    try {
      return content.isEmpty() ? Map.of() : OffsetCheckpointText.decode(content.get());
    } catch (MalformedContentException e) {
      return Map.of();
    }
  }

  /**
   * What the files say of a partition; its active segment has to be walked from the begin. The file of epochs is older
   * than the recovery points, so of its epochs only the largest is taken, as a lower bound.
   */
  PartitionCheckpoint of(PartitionCreated created, Path directory) throws IOException {
    TopicPartition name = created.spec().name();
    long logStart = logStarts.getOrDefault(name, 0L);
    long recoveryPoint = Math.max(logStart, recoveryPoints.getOrDefault(name, 0L));
    List<EpochStart> epochs = epochs(directory);
    return new PartitionCheckpoint(
        created.incarnation(),
        0,
        logStart,
        recoveryPoint,
        highWatermarks.getOrDefault(name, 0L),
        epochs.isEmpty() ? -1 : epochs.getLast().leaderEpoch(),
        ActiveMark.empty(0),
        List.of());
  }

  private List<EpochStart> epochs(Path directory) throws IOException {
    Optional<byte[]> content = texts.read(directory.resolve(StoreFiles.LEADER_EPOCHS));
    try {
      return content.isEmpty() ? List.of() : EpochCheckpointText.decode(content.get());
    } catch (MalformedContentException e) {
      return List.of();
    }
  }
}
