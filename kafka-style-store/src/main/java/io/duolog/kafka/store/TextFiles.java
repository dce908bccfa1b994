package io.duolog.kafka.store;

import io.duolog.io.file.Disk;
import io.duolog.io.file.OpenMode;
import io.duolog.kafka.format.StoreFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Thread-safe; callers keep two writers of one file apart. Reads and replaces Kafka's small text files (rule D4). */
public final class TextFiles {
  private static final int MOST_BYTES = 256 << 20;

  private final Disk disk;

  /** Works on {@code disk}. */
  public TextFiles(Disk disk) {
    this.disk = disk;
  }

  /** The file's bytes; empty if there is none. */
  public Optional<byte[]> read(Path file) throws IOException {
    try (FileChannel channel = disk.open(file, OpenMode.READ)) {
      long size = channel.size();
      if (size > MOST_BYTES) {
        throw new IOException(file + " has " + size + " bytes, most " + MOST_BYTES);
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) size);
      disk.read(channel, bytes, 0);
      return Optional.of(bytes.array());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Replaces the file; the new content is durable once {@link #forceDirectoryOf} was called for it. */
  public void replace(Path file, byte[] content) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + StoreFiles.TEMPORARY_SUFFIX);
    writeForced(temporary, content);
    disk.rename(temporary, file);
  }

  /** Makes or overwrites a file and forces it; not in one step. */
  public void writeForced(Path file, byte[] content) throws IOException {
    try (FileChannel channel = disk.open(file, OpenMode.CREATE)) {
      disk.truncate(channel, 0);
      disk.write(channel, ByteBuffer.wrap(content), 0);
      disk.force(channel, true);
    }
  }

  /** Makes a file without forcing it: for content that can be made again. */
  public void make(Path file, byte[] content) throws IOException {
    try (FileChannel channel = disk.open(file, OpenMode.CREATE_NEW)) {
      disk.write(channel, ByteBuffer.wrap(content), 0);
    }
  }

  /** Makes the names in the file's directory durable. */
  public void forceDirectoryOf(Path file) throws IOException {
    disk.forceDirectory(file.toAbsolutePath().resolveSibling(""));
  }

  /** Deletes the file if it is there. */
  public boolean deleteIfThere(Path file) throws IOException {
    try {
      disk.delete(file);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
