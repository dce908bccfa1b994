package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskCall;
import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.ObservedDisk;
import io.duolog.io.file.SystemDisk;
import io.duolog.storage.StorageEngine;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What recovery exposes it has written anew: after a force that failed the pages count as clean, and a force of clean
 * pages reports success and writes nothing. The kernel says which pages of a mapping count as written.
 */
class RewrittenLogTest {
  private static final int PAGE_BYTES = 4096;

  @TempDir Path area;

  private Path image() throws IOException {
    Path store = area.resolve("store");
    Path image = area.resolve("image");
    try (StorageEngine engine = TestStore.open(store)) {
      byte[] opened = Files.readAllBytes(store.resolve("checkpoint"));
      for (int i = 0; i < 500; i++) {
        TestStore.append(TestStore.partition(engine, 0), "value-" + i);
      }
      TestStore.copy(store, image);
      Files.write(image.resolve("checkpoint"), opened);
    }
    for (Path file : TestStore.logFiles(image)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
    return image;
  }

  /** Bytes of the mappings of a file in this process that a force would write. */
  private static long dirtyBytes(Path file) throws IOException {
    long kib = 0;
    boolean isOfFile = false;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      if (Character.isDigit(line.charAt(0)) || (line.charAt(0) >= 'a' && line.charAt(0) <= 'f')) {
        isOfFile = line.endsWith(file.toString());
      } else if (isOfFile && (line.startsWith("Shared_Dirty:") || line.startsWith("Private_Dirty:"))) {
        kib += Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return kib * 1024;
  }

  @Test
  void c5_d3_whatRecoveryExposesIsWrittenAnewBeforeItIsForced() throws IOException {
    Path image = image();
    List<Path> files = TestStore.logFiles(image);
    Set<Path> seen = new HashSet<>();
    ObservedDisk disk =
        new ObservedDisk(new SystemDisk()) {
          @Override
          protected void before(DiskCall call) throws IOException {
            boolean isForce = call.operation() == DiskOperation.FORCE_MAPPING;
            if (isForce && files.contains(call.path()) && seen.add(call.path())) {
              long pages = (call.length() + PAGE_BYTES - 1) / PAGE_BYTES;
              assertTrue(dirtyBytes(call.path()) >= pages * PAGE_BYTES, call + ": " + dirtyBytes(call.path()));
            }
          }
        };
    for (Path file : files) {
      assertEquals(0, dirtyBytes(file));
    }
    try (StorageEngine engine = TestStore.open(image, disk)) {
      assertEquals(500, TestStore.partition(engine, 0).offsets().logEnd());
    }
    assertFalse(seen.isEmpty());
    assertTrue(seen.size() > 2, "the log lies in several files");
  }
}
