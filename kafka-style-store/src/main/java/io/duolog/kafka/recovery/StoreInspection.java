package io.duolog.kafka.recovery;

import io.duolog.io.file.Disk;
import io.duolog.io.file.FileEntry;
import io.duolog.kafka.format.StoreFiles;
import io.duolog.kafka.store.CheckpointKeeper;
import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.UnsupportedFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Confined to the opening of a store. Tells our directories from others, without touching either (rule F3). */
final class StoreInspection {
  private final Disk disk;
  private final Path directory;

  StoreInspection(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /**
   * Whether nothing is there yet, or only what an interrupted making leaves.
   *
   * @throws UnsupportedFormatException if there is something that is not ours
   */
  boolean isEmpty() throws IOException {
    List<FileEntry> entries = disk.list(directory);
    boolean isOurs = false;
    boolean isEmpty = true;
    for (FileEntry entry : entries) {
      isOurs |= entry.name().equals(StoreFiles.CATALOGUE) || entry.name().equals(StoreFiles.CHECKPOINT);
      isEmpty &=
          entry.name().equals(StoreFiles.LOCK)
              || entry.name().equals(StoreFiles.CATALOGUE + StoreFiles.TEMPORARY_SUFFIX);
    }
    if (!isOurs && !isEmpty) {
      throw foreign("it holds files but neither " + StoreFiles.CATALOGUE + " nor " + StoreFiles.CHECKPOINT, directory);
    }
    return isEmpty;
  }

  /** Refuses a directory that somebody else wrote to after us. */
  void requireOurs(
      CheckpointKeeper keeper, Optional<CheckpointKeeper.Found> found, CatalogueContents contents, long identity)
      throws IOException {
    requireKnownDirectories(contents);
    if (found.isEmpty()) {
      return;
    }
    Optional<Path> text = keeper.foreignText();
    if (text.isPresent()) {
      throw foreign("somebody else wrote it", text.get());
    }
    if (found.get().content().isClean() && !keeper.hasOurMarker(identity)) {
      throw foreign(
          "the store was closed, and since then somebody removed or wrote its marker",
          directory.resolve(StoreFiles.CLEAN_SHUTDOWN));
    }
  }

  private void requireKnownDirectories(CatalogueContents contents) throws IOException {
    Set<String> known = new HashSet<>();
    contents.partitions().forEach(created -> known.add(created.spec().name().toString()));
    for (FileEntry entry : disk.list(directory)) {
      if (entry.isDirectory()
          && !known.contains(entry.name())
          && !entry.name().endsWith(StoreFiles.DELETED_DIRECTORY_SUFFIX)) {
        throw foreign("the catalogue does not have this partition", directory.resolve(entry.name()));
      }
    }
  }

  private static UnsupportedFormatException foreign(String reason, Path path) {
    return new UnsupportedFormatException(
        "not a kafka-style store of ours: " + reason + "; adopt=true takes over what Apache Kafka wrote",
        FaultLocation.of(path),
        null);
  }
}
