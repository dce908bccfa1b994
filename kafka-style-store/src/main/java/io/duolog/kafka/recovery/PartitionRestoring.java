package io.duolog.kafka.recovery;

import io.duolog.io.file.Disk;
import io.duolog.io.file.FileEntry;
import io.duolog.kafka.format.CatalogueEntry.PartitionCreated;
import io.duolog.kafka.format.CatalogueEntry.SegmentSealed;
import io.duolog.kafka.format.PartitionCheckpoint;
import io.duolog.kafka.format.StoreCheckpoint;
import io.duolog.kafka.format.StoreFiles;
import io.duolog.kafka.partition.LiveLog;
import io.duolog.kafka.partition.LogParts;
import io.duolog.kafka.partition.PartsLoader;
import io.duolog.kafka.store.CheckpointKeeper;
import io.duolog.storage.PartitionDescriptor;
import io.duolog.storage.error.CorruptException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Confined to the opening of a store. Brings the partitions of the catalogue back: after a close they are loaded at
 * first use, after a crash now. A partition that is damaged below its recovery point does not keep the others from
 * opening: it answers with the error (rule C3).
 */
final class PartitionRestoring {
  private final Disk disk;
  private final OpenedStore store;
  private final Tally tally;
  private final PartitionDirectories directories;
  private final Map<Long, PartitionCheckpoint> checkpoints = new HashMap<>();

  PartitionRestoring(Disk disk, OpenedStore store, Tally tally) {
    this.disk = disk;
    this.store = store;
    this.tally = tally;
    this.directories = new PartitionDirectories(disk, store.directory(), store.context().catalogue().identity());
  }

  void restore(CatalogueContents contents, Optional<StoreCheckpoint> checkpoint, boolean isClean) throws IOException {
    checkpoint.ifPresent(
        known -> known.partitions().forEach(partition -> checkpoints.put(partition.incarnation(), partition)));
    finishDirectories(contents);
    if (checkpoint.isEmpty()) {
      TextCheckpoints texts = TextCheckpoints.read(disk, store.directory());
      for (PartitionCreated created : contents.partitions()) {
        checkpoints.put(created.incarnation(), texts.of(created, directories.finished(created.spec().name())));
      }
    }
    if (isClean) {
      for (PartitionCreated created : contents.partitions()) {
        store.table().add(lazy(created, known(created), contents.sealed(created.incarnation())));
      }
    } else {
      recover(contents);
    }
  }

  private PartitionCheckpoint known(PartitionCreated created) {
    return checkpoints.getOrDefault(created.incarnation(), PartitionCheckpoint.empty(created.incarnation()));
  }

  /** Recovers the partitions side by side on the threads that force: most of a recovery is waiting for the device. */
  private void recover(CatalogueContents contents) throws IOException {
    ParallelRecovery recovery = new ParallelRecovery(store.context().queue(), contents.partitions().size());
    for (PartitionCreated created : contents.partitions()) {
      PartitionCheckpoint known = known(created);
      List<SegmentSealed> sealed = contents.sealed(created.incarnation());
      recovery.add(() -> store.table().add(recovered(created, known, sealed)));
    }
    recovery.awaitEnd();
  }

  /** Gives built directories their names where the catalogue has them, and removes the others. */
  private void finishDirectories(CatalogueContents contents) throws IOException {
    Set<String> names = new HashSet<>();
    disk.list(store.directory()).stream().filter(FileEntry::isDirectory).forEach(entry -> names.add(entry.name()));
    List<PartitionCreated> toFinish = new ArrayList<>();
    for (PartitionCreated created : contents.partitions()) {
      boolean isFinished = names.contains(created.spec().name().toString());
      if (!isFinished && names.remove(String.valueOf(directories.unfinished(created).getFileName()))) {
        toFinish.add(created);
      }
    }
    if (!toFinish.isEmpty()) {
      directories.finish(toFinish);
    }
    for (String name : names) {
      if (name.endsWith(StoreFiles.DELETED_DIRECTORY_SUFFIX)) {
        directories.remove(store.directory().resolve(name));
      }
    }
  }

  private LiveLog lazy(PartitionCreated created, PartitionCheckpoint known, List<SegmentSealed> sealed) {
    Path directory = directories.finished(created.spec().name());
    return live(created, known, new CleanLoading(store.context(), created, directory, known, sealed));
  }

  private LiveLog recovered(PartitionCreated created, PartitionCheckpoint known, List<SegmentSealed> sealed)
      throws IOException {
    Path directory = directories.finished(created.spec().name());
    try {
      LogParts parts = new PartitionRecovery(store.context(), created, directory, known, tally).recover(sealed);
      LiveLog log = live(created, known, () -> parts);
      log.ensureLoaded();
      return log;
    } catch (CorruptException e) {
      tally.warn("partition " + created.spec().name() + " is damaged: " + e.getMessage());
      return live(created, known, new Damaged(e));
    }
  }

  /**
   * Immutable. Stands for a partition that cannot be loaded.
   *
   * @param cause what is wrong with its files
   */
  private record Damaged(CorruptException cause) implements PartsLoader {
    @Override
    public LogParts load() {
      throw cause;
    }

    @Override
    public boolean isDamaged() {
      return true;
    }
  }

  private LiveLog live(PartitionCreated created, PartitionCheckpoint known, PartsLoader loader) {
    return new LiveLog(
        new PartitionDescriptor(created.spec(), created.incarnation(), known.changeEpoch()),
        directories.finished(created.spec().name()),
        known,
        loader,
        store.life());
  }

  /** The checkpoint that marks the store as open. */
  CheckpointKeeper.Content openContent() throws IOException {
    List<PartitionCheckpoint> partitions = new ArrayList<>();
    for (LiveLog log : store.table().all()) {
      partitions.add(log.checkpoint());
    }
    return new CheckpointKeeper.Content(
        false, store.table().nextIncarnation(), store.context().catalogue().lastStep(), partitions);
  }
}
