package io.duolog.io.nativecalls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duolog.io.watch.ProcessWatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCallsTest {
  private static final int NO_SUCH_FILE = 2;
  private static final int INVALID = 22;
  private static final int PAGE_BYTES = 4096;

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
      Path file = directory.resolve("file-" + variant.isPresent());
      try (FileChannel channel =
              FileChannel.open(
                  file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
          Arena arena = Arena.ofShared()) {
        MemorySegment mapping = channel.map(MapMode.READ_WRITE, 0, 2L * PAGE_BYTES, arena);
        Publication publication = new Publication(variant, mapping, arena.allocate(PAGE_BYTES));
        for (int i = 0; i < 50_000; i++) {
          publication.copyAndPublish(0);
        }
        channel.truncate(PAGE_BYTES);
        long publishedBefore = publication.published;
        assertThrows(InternalError.class, () -> publication.copyAndPublish(PAGE_BYTES));
        assertEquals(publishedBefore, publication.published, "published over a lost write");
      }
    }
  }

  /** Confined to its test. A copy into a mapping and its publication, with the point between. */
  private static final class Publication {
    private final NativeCalls calls;
    private final MemorySegment mapping;
    private final MemorySegment source;
    private long published;

    Publication(NativeCalls calls, MemorySegment mapping, MemorySegment source) {
      this.calls = calls;
      this.mapping = mapping;
      this.source = source;
    }

    void copyAndPublish(long offset) {
      MemorySegment.copy(source, 0, mapping, offset, PAGE_BYTES);
      calls.faultPoint();
      published++;
    }
  }
}
