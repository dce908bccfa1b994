package io.duolog.io.durable;

import io.duolog.io.file.Disk;
import io.duolog.io.file.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Confined to its owner. Replaces a file whole (rule D4): a temporary file beside it is written and forced, renamed
 * over it, and the directory forced. At every instant, also of a power loss, the name has the old content or the new.
 */
final class Replacement {
  private static final int MOST_ATTEMPTS = 8;

  private final Disk disk;
  private final Path path;
  private final Path temporary;
  private final Path directory;

  Replacement(Disk disk, Path path) {
    Path absolute = path.toAbsolutePath();
    this.disk = disk;
    this.path = absolute;
    this.temporary = absolute.resolveSibling(absolute.getFileName() + ".tmp");
    this.directory = Objects.requireNonNull(absolute.getParent(), "a root cannot be replaced");
  }

  /**
   * Writes and forces the temporary file; a failure leaves neither it nor a change.
   *
   * @return the open file, which {@link #commit} gives its name; the caller closes it
   */
  FileChannel prepare(ByteBuffer content) throws IOException {
    FileChannel channel = disk.open(temporary, OpenMode.CREATE);
    try {
      disk.truncate(channel, 0);
      disk.write(channel, content, 0);
      disk.force(channel, true);
      return channel;
    } catch (IOException | RuntimeException e) {
      removeAfter(e, channel);
      throw e;
    }
  }

  private void removeAfter(Exception failure, FileChannel channel) {
    try (channel) {
      disk.delete(temporary);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Gives the temporary file the name. After a failure the name has either content. An interrupt does not fail it and
   * stays pending: the directory is forced again on a new channel, as a force that was only interrupted lost nothing.
   */
  void commit() throws IOException {
    disk.rename(temporary, path);
    boolean isInterrupted = Thread.interrupted();
    try {
      int attempts = 1;
      while (!isForced(attempts == MOST_ATTEMPTS)) {
        isInterrupted |= Thread.interrupted();
        attempts++;
      }
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean isForced(boolean isLastAttempt) throws IOException {
    try {
      disk.forceDirectory(directory);
      return true;
    } catch (ClosedByInterruptException e) {
      if (isLastAttempt) {
        throw e;
      }
      return false;
    }
  }
}
