package io.duolog.conformance.machine;

import java.io.IOException;
import java.nio.file.Path;

/** Blocks that files occupy, as {@code du} counts them: what is allocated, whatever the sizes say. Stateless. */
public final class DiskUsage {
  private DiskUsage() {}

  /**
   * Bytes of the blocks of a directory and all that is in it; a file with several names counts once.
   *
   * @throws IOException if it cannot be counted
   */
  public static long of(Path directory) throws IOException {
    String line = Command.of("du", "-s", "-B1", directory.toString()).run();
    return Long.parseLong(line.split("\\s", 2)[0]);
  }
}
