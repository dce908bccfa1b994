package io.duolog.io.watch;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Immutable. Counts what this process holds of the files under a path, as the kernel sees it. */
public final class ProcessWatch {
  private static final Path SELF = Path.of("/proc/self");
  private static final int WARM_UP_RUNS = 20_000;
  private static final int ROUNDS = 5;

  private ProcessWatch() {}

  /** Mappings of files at or under {@code path}, deleted ones included. */
  public static long mappingsOf(Path path) throws IOException {
    try (Stream<String> lines = Files.lines(SELF.resolve("maps"))) {
      return lines.filter(line -> line.contains(" " + path)).count();
    }
  }

  /** Open descriptors of files at or under {@code path}, deleted ones included. */
  public static long descriptorsOf(Path path) throws IOException {
    long count = 0;
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(SELF.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (Files.isSymbolicLink(descriptor)
            && Files.readSymbolicLink(descriptor).toString().startsWith(path.toString())) {
          count++;
        }
      }
    }
    return count;
  }

  /** Kilobytes of dirty pages in this process's mappings of one file. */
  public static long dirtyKilobytesOf(Path file) throws IOException {
    long dirty = 0;
    boolean isInside = false;
    for (String line : Files.readAllLines(SELF.resolve("smaps"))) {
      if (Character.isDigit(line.charAt(0)) || Character.isLowerCase(line.charAt(0))) {
        isInside = line.endsWith(" " + file);
      } else if (isInside && (line.startsWith("Shared_Dirty:") || line.startsWith("Private_Dirty:"))) {
        dirty += Long.parseLong(line.replaceAll("\\D+", ""));
      }
    }
    return dirty;
  }

  /** Bytes that this thread allocates in one run, in the best of some rounds after warming up. */
  public static double bytesAllocatedPerRun(Runnable run, int runs) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().threadId();
    for (int i = 0; i < WARM_UP_RUNS; i++) {
      run.run();
    }
    long fewest = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < runs; i++) {
        run.run();
      }
      fewest = Math.min(fewest, threads.getThreadAllocatedBytes(thread) - before);
    }
    return (double) fewest / runs;
  }
}
