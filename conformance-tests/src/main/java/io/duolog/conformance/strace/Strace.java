package io.duolog.conformance.strace;

import io.duolog.conformance.watch.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A tracer that was attached to a running process, and may hold its calls or let them fail until it lets the process
 * go. Confined to one thread.
 */
final class Strace implements AutoCloseable {
  /** Longer than any test: a held call goes on when the tracer leaves, not when this is over. */
  static final String HOLD = "delay_enter=600s";

  /** The calls that force. */
  static final String FORCES = "fsync,fdatasync,msync";

  /** The calls that make, change, name and force files, and the one by which a process speaks. */
  static final String ORDERED =
      FORCES + ",openat,mkdir,rename,renameat,renameat2,unlink,unlinkat,rmdir,mmap,fallocate,ftruncate,"
          + "write,writev,pwrite64,pwritev,pwritev2";

  private static final long LIMIT_SECONDS = 30;

  private final Process tracer;
  private final Path log;

  private Strace(Process tracer, Path log) {
    this.tracer = tracer;
    this.log = log;
  }

  /**
   * The words in front of a command that is to be traced from its beginning.
   *
   * @param log gets the calls
   * @param calls which, with commas
   * @param more further words
   */
  static List<String> launching(Path log, String calls, String... more) {
    List<String> command = new ArrayList<>(List.of("strace", "-f", "--seccomp-bpf", "-y", "-qq", "-s", "64"));
    command.addAll(List.of("-o", log.toString(), "-e", "signal=none", "-e", "trace=" + calls));
    command.addAll(List.of(more));
    return command;
  }

  /**
   * The words in front of a command that is to be killed at one of its calls. Without a filter in the kernel, which
   * makes starting faster: with it, the signal of a call arrives behind it.
   *
   * @param log gets the calls
   * @param call which
   * @param file on which file; any if it is empty
   * @param number at which of these calls by one thread, from 1
   */
  static List<String> killing(Path log, String call, Optional<Path> file, int number) {
    List<String> command = new ArrayList<>(List.of("strace", "-f", "-y", "-qq", "-o", log.toString()));
    file.ifPresent(path -> command.addAll(List.of("-P", path.toString())));
    command.addAll(List.of("-e", "signal=none", "-e", "trace=" + call));
    command.addAll(List.of("-e", "inject=" + call + ":signal=KILL:when=" + number));
    return command;
  }

  /**
   * Attaches to all threads of a process and returns when it has.
   *
   * @param pid the process
   * @param log gets the calls
   * @param paths only calls on these files are traced, and so tampered with; all if there are none
   * @param calls which, with commas
   * @param tampering what becomes of the calls, as {@code strace} says it
   */
  static Strace attach(long pid, Path log, List<Path> paths, String calls, String tampering) throws IOException {
    List<String> command = new ArrayList<>(List.of("strace", "-f", "-y", "-qq", "-s", "0", "-o", log.toString()));
    for (Path path : paths) {
      command.addAll(List.of("-P", path.toString()));
    }
    command.addAll(List.of("-p", Long.toString(pid), "-e", "trace=" + calls));
    command.addAll(List.of("-e", "inject=" + calls + ":" + tampering));
    Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Strace tracer = new Strace(process, log);
    try {
      Eventually.quiet(() -> isTraced(pid) ? "" : "strace has not attached to " + pid);
    } catch (AssertionError e) {
      tracer.close();
      throw e;
    }
    return tracer;
  }

  private static boolean isTraced(long pid) {
    try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return tasks.allMatch(Strace::hasTracer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasTracer(Path task) {
    try (Stream<String> lines = Files.lines(task.resolve("status"))) {
      return lines.noneMatch(line -> line.matches("TracerPid:\\s+0"));
    } catch (IOException | UncheckedIOException e) {
      return true; // the thread has ended
    }
  }

  /** Returns when the first call has reached the tracer. */
  void awaitCall(String rule) {
    Eventually.quiet(() -> hasCall() ? "" : rule + ": the call that is to be held was not made");
  }

  private boolean hasCall() {
    try {
      return Files.exists(log) && Files.size(log) > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the process go, with all calls that are held. */
  @Override
  public void close() throws IOException {
    tracer.destroy();
    try {
      if (!tracer.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        tracer.destroyForcibly();
        throw new IOException("strace does not leave its process");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
