package io.duolog.conformance.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that fills a file system, but for a given rest. Confined to one thread. */
public final class Ballast {
  private static final int STEP_BYTES = 1024 * 1024;

  private final Path file;

  /** Ballast that will be {@code file}. */
  public Ballast(Path file) {
    this.file = file;
  }

  /**
   * Writes the file until at most {@code freeBytes} are free.
   *
   * @param freeBytes from 0
   */
  public void leave(long freeBytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      long missing = free() - freeBytes;
      while (missing > 0 && write(channel, missing)) {
        channel.force(true);
        missing = free() - freeBytes;
      }
    }
  }

  private long free() throws IOException {
    return Files.getFileStore(file).getUsableSpace();
  }

  private static boolean write(FileChannel channel, long bytes) {
    ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(bytes, STEP_BYTES));
    try {
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
      return true;
    } catch (IOException full) {
      return false;
    }
  }

  /** Gives the space back. */
  public void remove() throws IOException {
    Files.deleteIfExists(file);
  }
}
