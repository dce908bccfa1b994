package io.duolog.io.mapped;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.duolog.io.nativecalls.Advice;
import io.duolog.io.nativecalls.NativeCalls;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Immutable. Prepares the pages of a mapped range; ranges begin at a page. */
final class Pages {
  private static final int INVALID = 22;
  private static final VarHandle WORD = JAVA_INT.varHandle();

  private Pages() {}

  static void populate(NativeCalls calls, Path file, MemorySegment range) throws IOException {
    int error = calls.advise(range, Advice.POPULATE_WRITE);
    if (error == NativeCalls.UNSUPPORTED || error == INVALID) {
      touch(calls, range);
    } else {
      check(calls, file, error, Advice.POPULATE_WRITE);
    }
  }

  /**
   * Adds zero to the first word of each page, in one atomic step: a write to the system, yet no change for anybody who
   * writes there meanwhile. Reading a word and writing it back could undo another's write.
   */
  private static void touch(NativeCalls calls, MemorySegment range) {
    long words = range.byteSize() - Integer.BYTES;
    for (long offset = 0; offset <= words; offset += calls.pageSizeBytes()) {
      WORD.getAndAdd(range, offset, 0);
    }
    calls.faultPoint();
  }

  static void advise(NativeCalls calls, Path file, MemorySegment range, Advice advice) throws IOException {
    int error = calls.advise(range, advice);
    if (error != NativeCalls.UNSUPPORTED) {
      check(calls, file, error, advice);
    }
  }

  private static void check(NativeCalls calls, Path file, int error, Advice advice) throws IOException {
    if (error != 0) {
      throw new FileSystemException(file.toString(), null, advice + " failed: " + calls.errorText(error));
    }
  }
}
