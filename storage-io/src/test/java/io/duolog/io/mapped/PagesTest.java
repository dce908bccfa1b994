package io.duolog.io.mapped;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.file.OpenMode;
import io.duolog.io.file.SystemDisk;
import io.duolog.io.nativecalls.NativeCalls;
import io.duolog.io.nativecalls.NativeCallsForTests;
import io.duolog.io.watch.ProcessWatch;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PagesTest {
  private static final int SIZE = 4 << 20;

  @TempDir Path directory;

  static NativeCalls[] variants() {
    return NativeCallsForTests.all();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void populatedPagesAreDirtyAndUnchanged(NativeCalls calls) throws IOException {
    SystemDisk disk = new SystemDisk();
    Path file = directory.resolve("file");
    try (FileChannel channel = disk.open(file, OpenMode.CREATE_NEW); Arena arena = Arena.ofShared()) {
      disk.allocate(file, SIZE);
      MemorySegment mapping = disk.map(channel, MapMode.READ_WRITE, 0, SIZE, arena);
      mapping.set(JAVA_INT, 4096, 99);
      Pages.populate(calls, file, mapping);
      assertTrue(ProcessWatch.dirtyKilobytesOf(file) >= SIZE >> 10, "dirty: " + ProcessWatch.dirtyKilobytesOf(file));
      assertEquals(99, mapping.get(JAVA_INT, 4096));
      assertEquals(0, mapping.get(JAVA_INT, 0));
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void populatingLivePagesLosesNoWriteOfAnotherThread(NativeCalls calls) throws Exception {
    SystemDisk disk = new SystemDisk();
    Path file = directory.resolve("file");
    try (FileChannel channel = disk.open(file, OpenMode.CREATE_NEW); Arena arena = Arena.ofShared()) {
      disk.allocate(file, SIZE);
      MemorySegment mapping = disk.map(channel, MapMode.READ_WRITE, 0, SIZE, arena);
      AtomicBoolean isDone = new AtomicBoolean();
      Runnable loop = () -> populateUntil(isDone, calls, mapping);
      Thread populating = Thread.ofPlatform().name("test-populating").start(loop);
      int lost = 0;
      for (int i = 1; i < 2_000_000; i++) {
        mapping.set(JAVA_INT, 0, i);
        lost += mapping.get(JAVA_INT, 0) == i ? 0 : 1;
      }
      isDone.set(true);
      populating.join();
      assertEquals(0, lost);
    }
  }

  private void populateUntil(AtomicBoolean isDone, NativeCalls calls, MemorySegment mapping) {
    while (!isDone.get()) {
      try {
        Pages.populate(calls, directory, mapping.asSlice(0, 64 << 10));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
