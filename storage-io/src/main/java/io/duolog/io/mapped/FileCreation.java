package io.duolog.io.mapped;

import io.duolog.io.file.Disk;
import io.duolog.io.file.OpenMode;
import io.duolog.io.file.ResourceBudget;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Objects;

/** Confined to one thread. Makes one file in full, durably, or leaves none. */
final class FileCreation {
  private final Disk disk;
  private final Path path;
  private final Path directory;

  FileCreation(Disk disk, Path path) {
    this.disk = disk;
    this.path = path;
    this.directory = Objects.requireNonNull(path.toAbsolutePath().getParent(), "a root is not a file");
  }

  MappedFile mapped(ResourceBudget budget, long sizeBytes) throws IOException {
    FileChannel channel = disk.open(path, OpenMode.CREATE_NEW);
    try (channel) {
      disk.allocate(path, sizeBytes);
      disk.force(channel, true);
      disk.forceDirectory(directory);
      return MappedFile.map(disk, budget, path, channel, MapMode.READ_WRITE);
    } catch (IOException | RuntimeException e) {
      removeAfter(e);
      throw e;
    }
  }

  private void removeAfter(Exception failure) {
    try {
      disk.delete(path);
      disk.forceDirectory(directory);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
