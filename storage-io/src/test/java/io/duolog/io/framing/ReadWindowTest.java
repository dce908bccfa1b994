package io.duolog.io.framing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.RecordingDisk;
import io.duolog.io.file.OpenMode;
import io.duolog.io.file.SystemDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadWindowTest {
  @TempDir Path directory;

  @Test
  void everyRangeInAnyOrderHasTheFilesBytes() throws IOException {
    byte[] content = new byte[10_000];
    Random random = new Random(11);
    random.nextBytes(content);
    Path file = Files.write(directory.resolve("file"), content);
    SystemDisk disk = new SystemDisk();
    try (FileChannel channel = disk.open(file, OpenMode.READ)) {
      ReadWindow window = new ReadWindow(disk, channel, 256);
      for (int i = 0; i < 5_000; i++) {
        int position = random.nextInt(content.length + 100);
        int count = random.nextInt(600);
        boolean isInside = position + count <= content.length;
        assertEquals(isInside, window.load(position, count), position + " " + count);
        if (isInside) {
          ByteBuffer found = window.bytes().slice(window.index(), count);
          assertEquals(ByteBuffer.wrap(content, position, count), found);
        }
      }
    }
  }

  @Test
  void scanningForwardReadsOncePerWindowIntoOneBuffer() throws IOException {
    Path file = Files.write(directory.resolve("file"), new byte[64 << 10]);
    RecordingDisk disk = new RecordingDisk(new SystemDisk(), directory);
    try (FileChannel channel = disk.open(file, OpenMode.READ)) {
      ReadWindow window = new ReadWindow(disk, channel, 16 << 10);
      ByteBuffer first = window.bytes();
      disk.forgetCalls();
      for (int position = 0; position < 64 << 10; position += 64) {
        assertTrue(window.load(position, 64));
      }
      assertEquals(4, disk.calls().size());
      assertSame(first, window.bytes());
    }
  }

  @Test
  void whatIsAppendedMeanwhileIsSeen() throws IOException {
    SystemDisk disk = new SystemDisk();
    try (FileChannel channel = disk.open(directory.resolve("file"), OpenMode.CREATE_NEW)) {
      ReadWindow window = new ReadWindow(disk, channel, 64);
      assertFalse(window.load(0, 8));
      disk.write(channel, ByteBuffer.allocate(8).putLong(0, 5), 0);
      assertTrue(window.load(0, 8));
      assertEquals(5, window.bytes().getLong(window.index()));
      assertThrows(IllegalArgumentException.class, () -> new ReadWindow(disk, channel, 0));
    }
  }
}
