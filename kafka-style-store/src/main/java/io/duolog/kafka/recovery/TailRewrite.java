package io.duolog.kafka.recovery;

import io.duolog.io.file.Disk;
import io.duolog.io.file.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Stateless. Makes durable what recovery exposes (rule C5).
 *
 * <p>A force is not enough. If a force failed before, the kernel has dropped the error and calls the pages clean: they
 * are read as if they were on the device, and the next force reports success without writing them (rule D3). So the
 * bytes above the durable mark are written again where they stand, which makes them dirty, and then forced. They are
 * the same bytes, so a crash in between leaves the state that was there.
 */
final class TailRewrite {
  private static final int STEP_BYTES = 256 << 10;

  private TailRewrite() {}

  /** Writes the bytes from {@code from} to {@code end} again and forces the file. */
  static void force(Disk disk, Path path, int from, int end) throws IOException {
    try (FileChannel channel = disk.open(path, OpenMode.WRITE)) {
      ByteBuffer bytes = ByteBuffer.allocateDirect(Math.clamp(end - (long) from, 0, STEP_BYTES));
      int position = from;
      while (position < end) {
        bytes.clear().limit(Math.min(bytes.capacity(), end - position));
        int read = disk.read(channel, bytes, position);
        if (read == 0) {
          throw new IOException(path + " ends at " + position + " where " + end + " bytes were walked");
        }
        disk.write(channel, bytes.flip(), position);
        position += read;
      }
      disk.force(channel, true);
    }
  }
}
