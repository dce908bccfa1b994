package io.duolog.kafka.recovery;

import io.duolog.io.file.Disk;
import io.duolog.io.file.FileEntry;
import io.duolog.io.file.OpenMode;
import io.duolog.kafka.format.CatalogueEntry.PartitionCreated;
import io.duolog.kafka.format.PartitionMetadataText;
import io.duolog.kafka.format.SegmentName;
import io.duolog.kafka.format.StoreFiles;
import io.duolog.kafka.store.TextFiles;
import io.duolog.storage.TopicPartition;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Thread-safe. Makes and finds partition directories. A directory is built under a name that Kafka takes for one that
 * is being deleted; the catalogue's entry is the point from which the partition exists; then it gets its name. After
 * a crash the entry decides whether an unfinished directory gets its name or goes.
 */
final class PartitionDirectories {
  private static final int MOST_NAME_LENGTH = 255;

  private final Disk disk;
  private final Path store;
  private final long identity;
  private final TextFiles texts;

  PartitionDirectories(Disk disk, Path store, long identity) {
    this.disk = disk;
    this.store = store;
    this.identity = identity;
    this.texts = new TextFiles(disk);
  }

  /** Where a partition of this name stands. */
  Path finished(TopicPartition name) {
    return store.resolve(name.toString());
  }

  /** Where it stands until it exists; another name for every incarnation. */
  Path unfinished(PartitionCreated created) {
    TopicPartition name = created.spec().name();
    String suffix =
        String.format(
            Locale.ROOT, "-%d.%016x%016x%s", name.index(), identity, created.incarnation(),
            StoreFiles.DELETED_DIRECTORY_SUFFIX);
    String topic = name.topic().substring(0, Math.min(name.topic().length(), MOST_NAME_LENGTH - suffix.length()));
    return store.resolve(topic + suffix);
  }

  /**
   * Makes the directory with its files; nothing of it is durable yet. A force for every directory and its metadata
   * would be nearly all of what making many partitions costs, and the catalogue has all that is in them.
   */
  void build(PartitionCreated created) throws IOException {
    Path directory = unfinished(created);
    disk.createDirectory(directory);
    makeEmpty(directory.resolve(SegmentName.log(0)));
    makeEmpty(directory.resolve(SegmentName.offsetIndex(0)));
    makeEmpty(directory.resolve(SegmentName.timeIndex(0)));
    texts.make(
        directory.resolve(StoreFiles.PARTITION_METADATA),
        PartitionMetadataText.encode(created.spec().identity().topicId()));
  }

  private void makeEmpty(Path file) throws IOException {
    try (FileChannel channel = disk.open(file, OpenMode.CREATE_NEW)) {
      assert channel.size() == 0 : file + " is new";
    }
  }

  /**
   * Makes the names of the directories durable. The files in them are forced with the first batch that needs them (rule
   * D4); an empty one that is lost before is made again.
   */
  void force() throws IOException {
    disk.forceDirectory(store);
  }

  /** Gives directories their names, durably; those that have them already keep them. */
  void finish(List<PartitionCreated> partitions) throws IOException {
    for (PartitionCreated created : partitions) {
      try {
        disk.rename(unfinished(created), finished(created.spec().name()));
      } catch (NoSuchFileException e) {
        disk.list(finished(created.spec().name())); // an attempt before this one got that far, or it fails
      }
    }
    disk.forceDirectory(store);
  }

  /** Removes a directory with its files, as far as it is there. */
  void remove(Path directory) throws IOException {
    for (FileEntry entry : disk.list(directory)) {
      disk.delete(directory.resolve(entry.name()));
    }
    disk.delete(directory);
  }
}
