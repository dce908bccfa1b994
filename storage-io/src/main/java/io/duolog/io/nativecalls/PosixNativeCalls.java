package io.duolog.io.nativecalls;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.VarHandle;

/**
 * Immutable. The calls of glibc and musl on Linux. Each handle is wrapped once in an interface of its own, so that a
 * call has a Java signature without checked exceptions; the JIT sees through the wrapper.
 */
@SuppressWarnings("restricted")
record PosixNativeCalls(
    Absolute absolute,
    Open open,
    Close close,
    Allocate posixAllocate,
    Advise posixAdvise,
    ErrorText posixErrorText,
    int pageSizeBytes)
    implements NativeCalls {
  private static final int READ_WRITE_CLOSE_ON_EXEC = 0x80002;
  private static final int INTERRUPTED = 4;
  private static final int MOST_RETRIES = 16;
  private static final int LONGEST_ERROR_TEXT_BYTES = 1024;
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERROR_NUMBER = CALL_STATE.varHandle(PathElement.groupElement("errno"));

  /** {@code int abs(int)}: does nothing that matters, but is a call into native code. */
  @FunctionalInterface
  public interface Absolute {
    int call(int value);
  }

  /** {@code int open(const char *, int, ...)}. */
  @FunctionalInterface
  public interface Open {
    int call(MemorySegment state, MemorySegment file, int flags, int mode);
  }

  /** {@code int close(int)}. */
  @FunctionalInterface
  public interface Close {
    int call(int descriptor);
  }

  /** {@code int posix_fallocate(int, off_t, off_t)}: returns the error number. */
  @FunctionalInterface
  public interface Allocate {
    int call(int descriptor, long position, long length);
  }

  /** {@code int madvise(void *, size_t, int)}. */
  @FunctionalInterface
  public interface Advise {
    int call(MemorySegment state, MemorySegment range, long length, int advice);
  }

  /** {@code char *strerror(int)}. */
  @FunctionalInterface
  public interface ErrorText {
    MemorySegment call(int errorNumber);
  }

  static PosixNativeCalls link() {
    Linker.Option state = Linker.Option.captureCallState("errno");
    return new PosixNativeCalls(
        bind(Absolute.class, "abs", FunctionDescriptor.of(JAVA_INT, JAVA_INT)),
        bind(Open.class, "open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), state,
            Linker.Option.firstVariadicArg(2)),
        bind(Close.class, "close", FunctionDescriptor.of(JAVA_INT, JAVA_INT)),
        bind(Allocate.class, "posix_fallocate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG)),
        bind(Advise.class, "madvise", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT), state),
        bind(ErrorText.class, "strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT)),
        bind(PageSize.class, "getpagesize", FunctionDescriptor.of(JAVA_INT)).call());
  }

  /** {@code int getpagesize(void)}. */
  @FunctionalInterface
  public interface PageSize {
    int call();
  }

  private static <T> T bind(Class<T> form, String name, FunctionDescriptor signature, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    MemorySegment address =
        linker
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new UnsatisfiedLinkError("no " + name + " in the C library"));
    return MethodHandleProxies.asInterfaceInstance(form, linker.downcallHandle(address, signature, options));
  }

  @Override
  public boolean isPresent() {
    return true;
  }

  @Override
  public int allocate(String file, long sizeBytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      int descriptor = open.call(state, arena.allocateFrom(file), READ_WRITE_CLOSE_ON_EXEC, 0);
      if (descriptor < 0) {
        return (int) ERROR_NUMBER.get(state, 0L);
      }
      try {
        return allocate(descriptor, sizeBytes);
      } finally {
        close.call(descriptor);
      }
    }
  }

  private int allocate(int descriptor, long sizeBytes) {
    int error = INTERRUPTED;
    for (int i = 0; i < MOST_RETRIES && error == INTERRUPTED; i++) {
      error = posixAllocate.call(descriptor, 0, sizeBytes);
    }
    return error;
  }

  @Override
  public int advise(MemorySegment range, Advice advice) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      int answer = posixAdvise.call(state, range, range.byteSize(), advice.number());
      return answer == 0 ? 0 : (int) ERROR_NUMBER.get(state, 0L);
    }
  }

  @Override
  public String errorText(int errorNumber) {
    return posixErrorText.call(errorNumber).reinterpret(LONGEST_ERROR_TEXT_BYTES).getString(0);
  }

  @Override
  public void faultPoint() {
    absolute.call(1);
  }
}
