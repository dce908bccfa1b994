package io.duolog.io.faults;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.file.OpenMode;
import io.duolog.io.file.ResourceBudget;
import io.duolog.io.file.SystemDisk;
import io.duolog.io.mapped.MappedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model must catch each force that is missing: every test here is one that leaves one out. */
class RecordingDiskTest {
  @TempDir Path temporary;
  private Path store = Path.of("");
  private Path left = Path.of("");

  @BeforeEach
  void makeStore() throws IOException {
    store = Files.createDirectory(temporary.resolve("store"));
    left = temporary.resolve("left");
  }

  private RecordingDisk recording() throws IOException {
    return new RecordingDisk(new SystemDisk(), store);
  }

  private void write(RecordingDisk disk, String name, String content, boolean isForced) throws IOException {
    try (FileChannel channel = disk.open(store.resolve(name), OpenMode.CREATE)) {
      disk.truncate(channel, 0);
      disk.write(channel, ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII)), 0);
      if (isForced) {
        disk.force(channel, false);
      }
    }
  }

  private String leftOf(String name) throws IOException {
    return Files.readString(left.resolve(name));
  }

  @Test
  void whatWasThereBeforeIsDurable() throws IOException {
    Files.writeString(store.resolve("old"), "old");
    recording().powerCut(left);
    assertEquals("old", leftOf("old"));
  }

  @Test
  void bytesThatWereNotForcedAreLost() throws IOException {
    Files.writeString(store.resolve("file"), "old");
    RecordingDisk disk = recording();
    write(disk, "file", "newer", false);
    disk.powerCut(left);
    assertEquals("old", leftOf("file"));
  }

  @Test
  void aForcedFileWhoseNameWasNotForcedIsLost() throws IOException {
    RecordingDisk disk = recording();
    write(disk, "file", "content", true);
    disk.powerCut(left);
    assertFalse(Files.exists(left.resolve("file")));
    disk.forceDirectory(store);
    disk.powerCut(left);
    assertEquals("content", leftOf("file"));
  }

  @Test
  void aReplacementWithoutAForceOfTheDirectoryKeepsTheOld() throws IOException {
    Files.writeString(store.resolve("file"), "old");
    RecordingDisk disk = recording();
    write(disk, "file.tmp", "new", true);
    disk.rename(store.resolve("file.tmp"), store.resolve("file"));
    disk.powerCut(left);
    assertEquals("old", leftOf("file"));
    assertFalse(Files.exists(left.resolve("file.tmp")));
  }

  @Test
  void aReplacementWithoutAForceOfTheFileIsEmpty() throws IOException {
    Files.writeString(store.resolve("file"), "old");
    RecordingDisk disk = recording();
    write(disk, "file.tmp", "new", false);
    disk.rename(store.resolve("file.tmp"), store.resolve("file"));
    disk.forceDirectory(store);
    disk.powerCut(left);
    assertEquals("", leftOf("file"));
  }

  @Test
  void aDeletionThatWasNotForcedComesBack() throws IOException {
    Files.writeString(store.resolve("file"), "old");
    RecordingDisk disk = recording();
    disk.delete(store.resolve("file"));
    disk.powerCut(left);
    assertEquals("old", leftOf("file"));
    disk.forceDirectory(store);
    Files.delete(left.resolve("file"));
    disk.powerCut(left);
    assertFalse(Files.exists(left.resolve("file")));
  }

  @Test
  void aRangedForceOfAMappingKeepsThatRangeOnly() throws IOException {
    RecordingDisk disk = recording();
    try (MappedFile mapped = MappedFile.create(disk, new ResourceBudget(1, 1), store.resolve("file"), 64 << 10)) {
      assertTrue(mapped.tryAcquire());
      mapped.view().putLong(0, 1).putLong(8192, 2).putLong(16384, 3);
      mapped.release();
      mapped.force(8192, 8);
      disk.powerCut(left);
    }
    ByteBuffer found = ByteBuffer.wrap(Files.readAllBytes(left.resolve("file")));
    assertArrayEquals(
        new long[] {64 << 10, 0, 2, 0},
        new long[] {found.capacity(), found.getLong(0), found.getLong(8192), found.getLong(16384)});
  }

  @Test
  void directoriesAndWhatIsInThemNeedBothForces() throws IOException {
    RecordingDisk disk = recording();
    disk.createDirectory(store.resolve("inner"));
    write(disk, "inner/file", "content", true);
    disk.forceDirectory(store.resolve("inner"));
    disk.powerCut(left);
    assertFalse(Files.exists(left.resolve("inner")));
    disk.rename(store.resolve("inner"), store.resolve("renamed"));
    disk.forceDirectory(store);
    disk.powerCut(left);
    assertEquals("content", leftOf("renamed/file"));
  }

  @Test
  void randomCutsReachTheOldTheNewAndMixesOfBoth() throws IOException {
    Files.write(store.resolve("file"), new byte[1024]);
    RecordingDisk disk = recording();
    write(disk, "file", "x".repeat(2048), false);
    Set<String> outcomes = new TreeSet<>();
    for (int seed = 0; seed < 200; seed++) {
      left = temporary.resolve("left" + seed);
      disk.powerCut(left, new Random(seed));
      byte[] found = Files.readAllBytes(left.resolve("file"));
      assertTrue(found.length == 1024 || found.length == 2048);
      outcomes.add(found.length + " " + found[0] + " " + found[512] + " " + found[found.length - 1]);
    }
    int withTheOldSize = 4; // two sectors, each old or new
    int withTheNewSize = 8; // the last of the four, the second and the first are looked at
    assertEquals(withTheOldSize + withTheNewSize, outcomes.size(), outcomes.toString());
  }
}
