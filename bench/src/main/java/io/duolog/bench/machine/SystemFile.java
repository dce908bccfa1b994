package io.duolog.bench.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads small files of {@code /proc} and {@code /sys}. Stateless. They say that they are empty, so the JDK's own ways
 * to read a whole file ask for one byte first; a kernel setting answers that with its first digit, and then ends.
 */
final class SystemFile {
  private static final int MOST_BYTES = 1 << 18;

  private SystemFile() {}

  /** The content without white space around it; empty if it cannot be read. */
  static Optional<String> read(Path file) {
    byte[] content = new byte[MOST_BYTES];
    int size = 0;
    try (InputStream in = Files.newInputStream(file)) {
      int read = in.read(content, 0, MOST_BYTES);
      while (read > 0) {
        size += read;
        read = size < MOST_BYTES ? in.read(content, size, MOST_BYTES - size) : 0;
      }
    } catch (IOException absent) {
      return Optional.empty();
    }
    return Optional.of(new String(Arrays.copyOf(content, size), StandardCharsets.UTF_8).strip());
  }
}
