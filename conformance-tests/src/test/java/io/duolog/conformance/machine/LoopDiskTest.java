package io.duolog.conformance.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The method of the power-loss tests itself: it must lose what was not forced, and nothing else. */
@NeedsBreakableDisk
class LoopDiskTest {
  private static final byte[] CONTENT = new byte[64 << 10];

  static {
    Arrays.fill(CONTENT, (byte) 7);
  }

  @TempDir Path directory;

  @Test
  void forcedFilesSurviveACutAndUnforcedOnesDoNot() throws IOException {
    try (LoopDisk disk = LoopDisk.create(directory)) {
      disk.mount();
      write(disk.root().resolve("forced"), true);
      write(disk.root().resolve("unforced"), false);
      assertEquals(CONTENT.length, Files.size(disk.root().resolve("unforced")));

      disk.cutPower();
      disk.mount();

      assertArrayEquals(CONTENT, Files.readAllBytes(disk.root().resolve("forced")));
      Path unforced = disk.root().resolve("unforced");
      assertEquals(0, Files.exists(unforced) ? Files.size(unforced) : 0, "bytes of the unforced file");
    }
  }

  @Test
  void aCleanUnmountLosesNothing() throws IOException {
    try (LoopDisk disk = LoopDisk.create(directory)) {
      disk.mount();
      write(disk.root().resolve("unforced"), false);

      disk.unmount();
      disk.mount();

      assertArrayEquals(CONTENT, Files.readAllBytes(disk.root().resolve("unforced")));
    }
  }

  private static void write(Path file, boolean isForced) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer content = ByteBuffer.wrap(CONTENT);
      while (content.hasRemaining()) {
        channel.write(content);
      }
      if (isForced) {
        channel.force(true);
      }
    }
  }
}
