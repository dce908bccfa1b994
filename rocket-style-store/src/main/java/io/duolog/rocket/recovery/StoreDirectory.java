package io.duolog.rocket.recovery;

import io.duolog.io.durable.Checkpoint;
import io.duolog.io.durable.CheckpointFile;
import io.duolog.io.durable.FileStamp;
import io.duolog.io.file.CorruptFileException;
import io.duolog.io.file.Disk;
import io.duolog.io.file.FileEntry;
import io.duolog.io.file.ForeignFileException;
import io.duolog.rocket.format.StoreNames;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Confined to one opening. Tells a store of ours from a new one and from a foreign directory (F3). */
public final class StoreDirectory {
  private static final Set<String> MADE_FIRST =
      Set.of(
          StoreNames.LOCK,
          StoreNames.CATALOGUE,
          StoreNames.CATALOGUE + ".tmp",
          StoreNames.CHECKPOINT + ".tmp",
          StoreNames.COMMIT_LOG,
          StoreNames.CONSUME_QUEUE);

  private final Disk disk;
  private final Path path;

  /** The directory {@code path}, which need not be there. */
  public StoreDirectory(Disk disk, Path path) {
    this.disk = disk;
    this.path = path;
  }

  /**
   * Makes sure that the directory is there and is not somebody else's; changes nothing in one that is.
   *
   * @return whether it was made
   */
  public boolean prepare() throws IOException {
    List<FileEntry> entries;
    try {
      entries = disk.list(path);
    } catch (NoSuchFileException e) {
      Path parent = Objects.requireNonNull(path.toAbsolutePath().getParent(), "a root is no store");
      disk.createDirectory(path);
      disk.forceDirectory(parent);
      return true;
    }
    boolean hasCheckpoint = entries.stream().anyMatch(entry -> entry.name().equals(StoreNames.CHECKPOINT));
    for (FileEntry entry : entries) {
      if (!hasCheckpoint && !MADE_FIRST.contains(entry.name())) {
        throw new ForeignFileException(path, "it holds " + entry.name() + " and no checkpoint of a store");
      }
    }
    return false;
  }

  /** Removes what a making that did not finish has left; refuses a log without a checkpoint. */
  void clearUnfinished() throws IOException {
    for (FileEntry entry : disk.list(path)) {
      Path file = path.resolve(entry.name());
      if (entry.name().equals(StoreNames.COMMIT_LOG) && !disk.list(file).isEmpty()) {
        throw new CorruptFileException(path.resolve(StoreNames.CHECKPOINT), 0, "it is missing beside a log");
      }
      if (!entry.name().equals(StoreNames.LOCK) && !entry.isDirectory()) {
        disk.delete(file);
      }
    }
    makeDirectory(StoreNames.COMMIT_LOG);
    makeDirectory(StoreNames.CONSUME_QUEUE);
    disk.forceDirectory(path);
  }

  private void makeDirectory(String name) throws IOException {
    boolean isThere = disk.list(path).stream().anyMatch(entry -> entry.name().equals(name));
    if (!isThere) {
      disk.createDirectory(path.resolve(name));
    }
  }

  /** The checkpoint's file, and what it holds. */
  Found checkpoint() throws IOException {
    Path file = path.resolve(StoreNames.CHECKPOINT);
    FileStamp stamp =
        new FileStamp(StoreNames.CHECKPOINT_MAGIC, StoreNames.CONTENT_VERSION, FileStamp.ANY_IDENTITY);
    CheckpointFile checkpoint = new CheckpointFile(disk, file, stamp);
    return new Found(checkpoint, checkpoint.read());
  }

  /** The checkpoint's file of a store that is made now. */
  CheckpointFile newCheckpoint(long identity) throws IOException {
    Path file = path.resolve(StoreNames.CHECKPOINT);
    FileStamp stamp = new FileStamp(StoreNames.CHECKPOINT_MAGIC, StoreNames.CONTENT_VERSION, identity);
    CheckpointFile checkpoint = new CheckpointFile(disk, file, stamp);
    checkpoint.read();
    return checkpoint;
  }

  /**
   * A checkpoint's file; immutable.
   *
   * @param file the file
   * @param content what it held
   */
  record Found(CheckpointFile file, Optional<Checkpoint> content) {}
}
