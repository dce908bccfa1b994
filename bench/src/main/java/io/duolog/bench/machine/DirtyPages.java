package io.duolog.bench.machine;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Immutable. The kernel's limits of written pages that are not yet on the disk, and how many there are now. */
public final class DirtyPages {
  /** Share of the background limit that one cell may write. */
  public static final double SHARE_OF_LIMIT = 0.6;

  private static final long LIMIT_IF_UNKNOWN = 1L << 30;
  private static final double SETTLED_SHARE = 0.25;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final Path SETTINGS = Path.of("/proc/sys/vm");

  private DirtyPages() {}

  /** Written bytes at which the kernel starts to write back in the background. */
  public static long backgroundLimitBytes() {
    long bytes = number(SETTINGS.resolve("dirty_background_bytes"));
    if (bytes > 0) {
      return bytes;
    }
    long ratio = number(SETTINGS.resolve("dirty_background_ratio"));
    long available = memory("MemAvailable");
    return ratio > 0 && available > 0 ? available / 100 * ratio : LIMIT_IF_UNKNOWN;
  }

  /** Bytes that are written and not on the disk yet. */
  public static long dirtyBytes() {
    return memory("Dirty") + memory("Writeback");
  }

  /**
   * Waits until few written bytes are left from what ran before.
   *
   * @param limitNanos how long to wait at most
   * @return the bytes that are left
   */
  public static long settle(long limitNanos) {
    long enough = (long) (backgroundLimitBytes() * SETTLED_SHARE);
    long deadline = System.nanoTime() + limitNanos;
    long left = dirtyBytes();
    while (left > enough && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL_NANOS);
      left = dirtyBytes();
    }
    return left;
  }

  /** A line of {@code /proc/meminfo}, in bytes; 0 if it is not there. */
  public static long memory(String name) {
    return SystemFile.read(Path.of("/proc/meminfo")).stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .findFirst()
        .orElse(0);
  }

  private static long number(Path file) {
    return SystemFile.read(file).filter(text -> text.matches("[0-9]+")).map(Long::parseLong).orElse(0L);
  }
}
