package io.duolog.kafka.store;

import io.duolog.io.durable.Checkpoint;
import io.duolog.io.durable.CheckpointFile;
import io.duolog.io.durable.FileStamp;
import io.duolog.io.file.CorruptFileException;
import io.duolog.io.file.Disk;
import io.duolog.kafka.format.CheckpointPayload;
import io.duolog.kafka.format.CleanShutdownText;
import io.duolog.kafka.format.MalformedContentException;
import io.duolog.kafka.format.OffsetCheckpointText;
import io.duolog.kafka.format.PartitionCheckpoint;
import io.duolog.kafka.format.StoreCheckpoint;
import io.duolog.kafka.format.StoreFiles;
import io.duolog.kafka.format.TextHashes;
import io.duolog.storage.TopicPartition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Thread-safe; guarded by its monitor. Our checkpoint and Kafka's three text files beside it (rules D5, F3).
 *
 * <p>Whether somebody else wrote Kafka's files is told by their hashes: our checkpoint names the content that stands
 * there and the one that is about to stand there, and is forced before a file is replaced. So at every instant each
 * file has one of the two contents that the checkpoint admits.
 */
public final class CheckpointKeeper {
  /** {@code DUOKCKP1}. */
  private static final FileStamp STAMP =
      new FileStamp(0x44554F4B434B5031L, CheckpointPayload.VERSION, FileStamp.ANY_IDENTITY);

  private final Path directory;
  private final TextFiles texts;
  private final Path path;
  private final Disk disk;
  private CheckpointFile file;
  private TextHashes recoveryPoints = TextHashes.NONE;
  private TextHashes logStarts = TextHashes.NONE;
  private TextHashes highWatermarks = TextHashes.NONE;

  /** For the store in {@code directory}. */
  public CheckpointKeeper(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
    this.path = directory.resolve(StoreFiles.CHECKPOINT);
    this.texts = new TextFiles(disk);
    this.file = new CheckpointFile(disk, path, STAMP);
  }

  /**
   * Reads the checkpoint.
   *
   * @return empty if it is missing, or so damaged that it has to be built again
   */
  public synchronized Optional<Found> read() throws IOException {
    try {
      Optional<Checkpoint> found = file.read();
      return found.isEmpty() ? Optional.empty() : Optional.of(decode(found.get()));
    } catch (CorruptFileException | MalformedContentException e) {
      return Optional.empty();
    }
  }

  private Found decode(Checkpoint found) throws MalformedContentException {
    StoreCheckpoint content = CheckpointPayload.decode(found.payload());
    recoveryPoints = content.recoveryPoints();
    logStarts = content.logStarts();
    highWatermarks = content.highWatermarks();
    return new Found(found.identity(), content);
  }

  /**
   * What was read.
   *
   * @param identity the store's
   * @param content the payload
   */
  public record Found(long identity, StoreCheckpoint content) {}

  /** Sets the store's identity where the file could not give it. */
  public synchronized void identify(long identity) throws IOException {
    file = new CheckpointFile(disk, path, STAMP.of(identity));
    try {
      file.read();
    } catch (CorruptFileException e) {
      assert e.file() != null : "damaged, so it is written anew";
    }
  }

  /** Replaces the checkpoint; durable when it returns. */
  public synchronized void write(Content content) throws IOException {
    file.write(
        CheckpointPayload.encode(
            new StoreCheckpoint(
                content.isClean(),
                content.nextIncarnation(),
                content.catalogueStep(),
                recoveryPoints,
                logStarts,
                highWatermarks,
                content.partitions())));
  }

  /**
   * What a checkpoint says beside the hashes.
   *
   * @param isClean whether the store is closed
   * @param nextIncarnation smallest number that no partition has had
   * @param catalogueStep last durable step of the catalogue
   * @param partitions one entry per partition
   */
  public record Content(
      boolean isClean, long nextIncarnation, long catalogueStep, List<PartitionCheckpoint> partitions) {}

  /**
   * Replaces Kafka's text files and, before that, our checkpoint.
   *
   * @param content of our checkpoint
   */
  public synchronized void writeWithTexts(Content content, Texts offsets) throws IOException {
    byte[] recoveryPointText = OffsetCheckpointText.encode(offsets.recoveryPoints());
    byte[] logStartText = OffsetCheckpointText.encode(offsets.logStarts());
    byte[] highWatermarkText = OffsetCheckpointText.encode(offsets.highWatermarks());
    settle();
    recoveryPoints = recoveryPoints.replacedBy(recoveryPointText);
    logStarts = logStarts.replacedBy(logStartText);
    highWatermarks = highWatermarks.replacedBy(highWatermarkText);
    write(content);
    texts.replace(directory.resolve(StoreFiles.RECOVERY_POINTS), recoveryPointText);
    texts.replace(directory.resolve(StoreFiles.LOG_STARTS), logStartText);
    texts.replace(directory.resolve(StoreFiles.HIGH_WATERMARKS), highWatermarkText);
    texts.forceDirectoryOf(path);
    recoveryPoints = recoveryPoints.settled();
    logStarts = logStarts.settled();
    highWatermarks = highWatermarks.settled();
  }

  /**
   * Finds out how far a replacement came that did not end, or was made before the store was opened: the next one may
   * only forget a content that cannot come back.
   */
  private void settle() throws IOException {
    if (recoveryPoints.isSettled() && logStarts.isSettled() && highWatermarks.isSettled()) {
      return;
    }
    texts.forceDirectoryOf(path);
    recoveryPoints = settled(StoreFiles.RECOVERY_POINTS, recoveryPoints);
    logStarts = settled(StoreFiles.LOG_STARTS, logStarts);
    highWatermarks = settled(StoreFiles.HIGH_WATERMARKS, highWatermarks);
  }

  private TextHashes settled(String name, TextHashes hashes) throws IOException {
    return texts.read(directory.resolve(name)).map(hashes::settledBy).orElse(hashes);
  }

  /**
   * What Kafka's text files say.
   *
   * @param recoveryPoints below them everything was forced
   * @param logStarts first offsets
   * @param highWatermarks high watermarks
   */
  public record Texts(
      SortedMap<TopicPartition, Long> recoveryPoints,
      SortedMap<TopicPartition, Long> logStarts,
      SortedMap<TopicPartition, Long> highWatermarks) {}

  /**
   * Says which of Kafka's text files was written by somebody else. A missing or malformed one was not: it will be
   * written anew (rule C4).
   */
  public synchronized Optional<Path> foreignText() throws IOException {
    if (isForeign(StoreFiles.RECOVERY_POINTS, recoveryPoints)) {
      return Optional.of(directory.resolve(StoreFiles.RECOVERY_POINTS));
    }
    if (isForeign(StoreFiles.LOG_STARTS, logStarts)) {
      return Optional.of(directory.resolve(StoreFiles.LOG_STARTS));
    }
    return isForeign(StoreFiles.HIGH_WATERMARKS, highWatermarks)
        ? Optional.of(directory.resolve(StoreFiles.HIGH_WATERMARKS))
        : Optional.empty();
  }

  private boolean isForeign(String name, TextHashes hashes) throws IOException {
    Optional<byte[]> content = texts.read(directory.resolve(name));
    if (content.isEmpty() || hashes.admit(content.get())) {
      return false;
    }
    try {
      return Objects.nonNull(OffsetCheckpointText.decode(content.get()));
    } catch (MalformedContentException e) {
      return false;
    }
  }

  /** Whether Kafka's marker of a clean shutdown stands there as we write it. */
  public boolean hasOurMarker(long identity) throws IOException {
    Optional<byte[]> content = texts.read(directory.resolve(StoreFiles.CLEAN_SHUTDOWN));
    return content.isPresent() && CleanShutdownText.isOurs(content.get(), identity);
  }

  /** Writes Kafka's marker of a clean shutdown, durably. */
  public void writeMarker(long identity) throws IOException {
    Path marker = directory.resolve(StoreFiles.CLEAN_SHUTDOWN);
    texts.writeForced(marker, CleanShutdownText.encode(identity));
    texts.forceDirectoryOf(marker);
  }

  /** Removes Kafka's marker, durably. */
  public void removeMarker() throws IOException {
    Path marker = directory.resolve(StoreFiles.CLEAN_SHUTDOWN);
    if (texts.deleteIfThere(marker)) {
      texts.forceDirectoryOf(marker);
    }
  }
}
