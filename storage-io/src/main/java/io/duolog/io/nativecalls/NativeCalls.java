package io.duolog.io.nativecalls;

import java.lang.foreign.MemorySegment;

/**
 * Thread-safe. System calls that the JDK does not offer. Calls return the system's error number, 0 for success, and
 * {@link #UNSUPPORTED} where the call does not exist: the caller has a way without it.
 */
public sealed interface NativeCalls permits PosixNativeCalls, AbsentNativeCalls {
  /** The answer of a call that this process cannot make. */
  int UNSUPPORTED = -1;

  /** The calls of this process: Linux with native access, else the absent variant. */
  static NativeCalls system() {
    return SystemNativeCalls.CALLS;
  }

  /** Whether the calls reach the system. */
  boolean isPresent();

  /** The size of a page of memory, a power of two. */
  int pageSizeBytes();

  /**
   * Gives an existing file blocks for its first {@code sizeBytes} bytes, and that size if it is smaller.
   *
   * @return 0, an error number, or {@link #UNSUPPORTED}
   */
  int allocate(String file, long sizeBytes);

  /**
   * Gives advice on a range of a mapping; the range begins at a page.
   *
   * @return 0, an error number, or {@link #UNSUPPORTED}
   */
  int advise(MemorySegment range, Advice advice);

  /** The system's text for an error number in this process's locale, which is what the JDK's messages carry. */
  String errorText(int errorNumber);

  /**
   * Delivers a pending fault. Compiled code reports a fault on a mapped page late: the access itself returns rubbish
   * and the {@link InternalError} appears at some later point. It appears at this call at the latest. It stands
   * between a copy into a mapping and the publication of that copy, and between a read from a mapping and the use of
   * the value. It costs some 10 ns and allocates nothing.
   */
  void faultPoint();
}
