package io.duolog.io.nativecalls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duolog.io.watch.ProcessWatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCallsTest {
  private static final int NO_SUCH_FILE = 2;
  private static final int INVALID = 22;
  private static final int PAGE_BYTES = 4096;
  private static final int ATTEMPTS = 4;
  private static final int MOST_ATTEMPTS = 200;

  @TempDir Path directory;
  private final NativeCalls calls = NativeCalls.system();

  @Test
  void theSystemsCallsAreThereOnLinux() {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "not Linux");
    assertTrue(calls.isPresent());
    assertEquals(1, Integer.bitCount(calls.pageSizeBytes()));
  }

  @Test
  void aFailedCallReturnsTheSystemsErrorNumber() {
    assumeTrue(calls.isPresent(), "no native access");
    assertEquals(NO_SUCH_FILE, calls.allocate(directory.resolve("missing").toString(), 1));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment unaligned = arena.allocate(2 * PAGE_BYTES, PAGE_BYTES).asSlice(1);
      assertEquals(INVALID, calls.advise(unaligned, Advice.WILL_NEED));
    }
  }

  @Test
  void aFaultPointAllocatesNothing() {
    for (NativeCalls variant : NativeCallsForTests.all()) {
      assertEquals(0.0, ProcessWatch.bytesAllocatedPerRun(variant::faultPoint, 50_000), 0.01);
    }
  }

  /** Compiled code, hot in a loop: the error must appear between the access and the statement behind the point. */
  @Test
  void aFaultOfCompiledCodeIsDeliveredAtTheFaultPoint() throws Exception {
    for (NativeCalls variant : NativeCallsForTests.all()) {
      assertFalse(publishesOverLostWrite(variant), "published over a lost write: " + variant);
    }
  }

  /** The control: without a point the same code does publish, else the test above would show nothing. */
  @Test
  void aFaultOfCompiledCodeComesTooLateWithoutAFaultPoint() throws Exception {
    assertTrue(publishesOverLostWrite(null), "faults are delivered at once: is the fault point needed?");
  }

  private boolean publishesOverLostWrite(@Nullable NativeCalls point) throws Exception {
    int attempts = point == null ? MOST_ATTEMPTS : ATTEMPTS;
    for (int i = 0; i < attempts; i++) {
      if (publishesOverLostWriteOnce(point)) {
        return true;
      }
    }
    return false;
  }

  /** Truncates a mapped file under a hot write into it, which production never does, to get a faulting page. */
  private boolean publishesOverLostWriteOnce(@Nullable NativeCalls point) throws Exception {
    Path file = Files.createTempFile(directory, "fault", "");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Arena arena = Arena.ofShared()) {
      MemorySegment mapping = channel.map(MapMode.READ_WRITE, 0, 2L * PAGE_BYTES, arena);
      Publication publication = new Publication(point, mapping);
      for (int i = 0; i < 20_000; i++) {
        publication.writeAndPublish(0, 40);
      }
      channel.truncate(PAGE_BYTES);
      long publishedBefore = publication.published;
      assertThrows(InternalError.class, () -> publication.writeAndPublish(PAGE_BYTES, 1));
      return publication.published != publishedBefore;
    }
  }

  /** Confined to its test. A write into a mapping and its publication, with a point between. */
  private static final class Publication {
    private final @Nullable NativeCalls point;
    private final MemorySegment mapping;
    private long published;

    Publication(@Nullable NativeCalls point, MemorySegment mapping) {
      this.point = point;
      this.mapping = mapping;
    }

    void writeAndPublish(long offset, int times) {
      for (int i = 0; i < times; i++) {
        mapping.set(ValueLayout.JAVA_LONG, offset, published);
        if (point != null) {
          point.faultPoint();
        }
        published++;
      }
    }
  }
}
