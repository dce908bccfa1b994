package io.duolog.bench.machine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandleProxies;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Immutable. The few calls of the C library that the limits and the protocol need: blocks for a file,
 * pre-faulted mappings, huge pages, and the processor that a thread stays on. Each call answers whether it succeeded.
 */
@SuppressWarnings("restricted")
public final class NativeCalls {
  private static final int READ_WRITE_CLOSE_ON_EXEC = 0x80002;
  private static final int ADVICE_HUGE_PAGES = 14;
  private static final int ADVICE_POPULATE_WRITE = 23;
  private static final int PROTECTION_READ_WRITE = 0x3;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
  private static final long MAP_FAILED = -1;
  private static final int MOST_PROCESSORS = 1024;

  private static final Optional<NativeCalls> SYSTEM = link();

  private final Open open;
  private final Close close;
  private final Allocate allocate;
  private final Advise advise;
  private final Map map;
  private final Unmap unmap;
  private final Affinity affinity;

  private NativeCalls() {
    open = bind(Open.class, "open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
        Linker.Option.firstVariadicArg(2));
    close = bind(Close.class, "close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    allocate = bind(Allocate.class, "fallocate",
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    advise = bind(Advise.class, "madvise", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    map = bind(Map.class, "mmap",
        FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    unmap = bind(Unmap.class, "munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    affinity = bind(Affinity.class, "sched_setaffinity", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
  }

  /** {@code int open(const char *, int, ...)}. */
  @FunctionalInterface
  public interface Open {
    int call(MemorySegment file, int flags, int mode);
  }

  /** {@code int close(int)}. */
  @FunctionalInterface
  public interface Close {
    int call(int descriptor);
  }

  /** {@code int fallocate(int, int, off_t, off_t)}. */
  @FunctionalInterface
  public interface Allocate {
    int call(int descriptor, int mode, long position, long length);
  }

  /** {@code int madvise(void *, size_t, int)}. */
  @FunctionalInterface
  public interface Advise {
    int call(MemorySegment range, long length, int advice);
  }

  /** {@code void *mmap(void *, size_t, int, int, int, off_t)}. */
  @FunctionalInterface
  @SuppressWarnings("checkstyle:ParameterNumber") // the form of the C function
  public interface Map {
    MemorySegment call(MemorySegment hint, long length, int protection, int flags, int descriptor, long position);
  }

  /** {@code int munmap(void *, size_t)}. */
  @FunctionalInterface
  public interface Unmap {
    int call(MemorySegment range, long length);
  }

  /** {@code int sched_setaffinity(pid_t, size_t, const cpu_set_t *)}. */
  @FunctionalInterface
  public interface Affinity {
    int call(int thread, long sizeBytes, MemorySegment processors);
  }

  /** The calls of this process, empty where they cannot be made. */
  public static Optional<NativeCalls> system() {
    return SYSTEM;
  }

  private static Optional<NativeCalls> link() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return Optional.empty();
    }
    try {
      return Optional.of(new NativeCalls());
    } catch (IllegalCallerException | UnsupportedOperationException | UnsatisfiedLinkError refusal) {
      return Optional.empty();
    }
  }

  private static <T> T bind(Class<T> form, String name, FunctionDescriptor signature, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    MemorySegment address =
        linker.defaultLookup().find(name)
            .orElseThrow(() -> new UnsatisfiedLinkError("no " + name + " in the C library"));
    return MethodHandleProxies.asInterfaceInstance(form, linker.downcallHandle(address, signature, options));
  }

  /** Gives an existing file blocks for its first {@code sizeBytes} bytes, and that size if it is smaller. */
  public boolean allocate(Path file, long sizeBytes) {
    try (Arena arena = Arena.ofConfined()) {
      int descriptor = open.call(arena.allocateFrom(file.toString()), READ_WRITE_CLOSE_ON_EXEC, 0);
      if (descriptor < 0) {
        return false;
      }
      try {
        return allocate.call(descriptor, 0, 0, sizeBytes) == 0;
      } finally {
        close.call(descriptor);
      }
    }
  }

  /** Faults the pages of a mapping in, for writing. */
  public boolean populate(MemorySegment range) {
    return advise.call(range, range.byteSize(), ADVICE_POPULATE_WRITE) == 0;
  }

  /** Takes anonymous memory in huge pages, touches all of it and gives it back; false if it could not be had. */
  public boolean touchFreeMemory(long sizeBytes) {
    MemorySegment start = map.call(MemorySegment.NULL, sizeBytes, PROTECTION_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
    if (start.address() == MAP_FAILED) {
      return false;
    }
    advise.call(start, sizeBytes, ADVICE_HUGE_PAGES);
    boolean touched = advise.call(start, sizeBytes, ADVICE_POPULATE_WRITE) == 0;
    return unmap.call(start, sizeBytes) == 0 && touched;
  }

  /** Keeps the calling thread on one processor. */
  public boolean pinThread(int processor) {
    if (processor < 0 || processor >= MOST_PROCESSORS) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(MOST_PROCESSORS / Byte.SIZE, Long.BYTES);
      set.set(JAVA_LONG, (long) (processor / Long.SIZE) * Long.BYTES, 1L << processor);
      return affinity.call(0, set.byteSize(), set) == 0;
    }
  }
}
