package io.duolog.conformance.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A process that appends 0, 1, 2, ... as eight bytes each to a file until it is killed. */
final class Counting {
  private Counting() {}

  public static void main(String[] args) throws IOException {
    try (FileChannel channel =
        FileChannel.open(Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (long number = 0; ; number++) {
        channel.write(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
      }
    }
  }
}
