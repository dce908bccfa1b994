package io.duolog.conformance.force;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes one force of each thread of a running process fail with EIO, and writes all of them down. One thread. */
final class ForceTracer implements AutoCloseable {
  private static final String CALLS = "fsync,fdatasync,msync,syncfs,sync_file_range";
  private static final Pattern CALL = Pattern.compile("^(\\d+) +(\\w+)\\(([^)]*?)(?:\\)| <unfinished).*");
  private static final Pattern RESUMED = Pattern.compile("^(\\d+) +<\\.\\.\\. \\w+ resumed>.*");
  private static final String INJECTED = "(INJECTED)";
  private static final long LIMIT_SECONDS = 30;
  private static final long STEP_NANOS = 2_000_000;

  private final Process tracer;

  private ForceTracer(Process tracer) {
    this.tracer = tracer;
  }

  /**
   * Attaches to all threads of a process and returns when it has.
   *
   * @param pid the process
   * @param nth which force of each thread fails, from 1
   * @param log file that gets all forces
   */
  static ForceTracer attach(long pid, int nth, Path log) throws IOException {
    List<String> command =
        List.of(
            "strace", "-f", "-y", "-qq", "-o", log.toString(), "-p", Long.toString(pid), "-e", "trace=" + CALLS,
            "-e", "inject=" + CALLS + ":error=EIO:when=" + nth);
    ForceTracer tracer =
        new ForceTracer(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    long begin = System.nanoTime();
    while (!isTraced(pid)) {
      if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
        tracer.close();
        throw new IOException("strace could not attach to " + pid);
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
    return tracer;
  }

  private static boolean isTraced(long pid) throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return tasks.allMatch(ForceTracer::hasTracer);
    }
  }

  private static boolean hasTracer(Path task) {
    try (Stream<String> lines = Files.lines(task.resolve("status"))) {
      return lines.noneMatch(line -> line.matches("TracerPid:\\s+0"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The forces that were tried again after they had failed. A force of a file is known by its path, one of a mapping by
   * its range.
   *
   * @param log of a tracer that was closed
   */
  static List<String> retries(Path log) throws IOException {
    List<String> failed = new ArrayList<>();
    List<String> retries = new ArrayList<>();
    Map<String, String> open = new HashMap<>();
    for (String line : Files.readAllLines(log)) {
      Matcher call = CALL.matcher(line);
      Matcher resumed = RESUMED.matcher(line);
      String thread = call.matches() ? call.group(1) : resumed.matches() ? resumed.group(1) : "";
      if (call.matches()) {
        String target = target(call.group(3));
        failed.stream().filter(target::equals).findFirst().ifPresent(_ -> retries.add(line));
        open.put(thread, target);
      }
      String target = open.get(thread);
      if (line.endsWith(INJECTED) && target != null) {
        failed.add(target);
      }
    }
    if (failed.isEmpty()) {
      throw new AssertionError("no force failed: " + Files.readString(log));
    }
    return retries;
  }

  private static String target(String arguments) {
    int path = arguments.indexOf('<');
    return path < 0 ? arguments : arguments.substring(path);
  }

  /** Waits for the tracer's end, which follows the process's. */
  @Override
  public void close() throws IOException {
    try {
      if (!tracer.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        tracer.destroyForcibly();
        throw new IOException("strace outlives its process");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
