package io.duolog.conformance.kill;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Confined to one thread. A child JVM that loads a store, and its end. */
final class ChildProcess {
  private static final long LIMIT_SECONDS = 60;

  private final Process process;
  private final BufferedReader lines;

  private ChildProcess(Process process) {
    this.process = process;
    this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /**
   * Starts a child on the class path of this process.
   *
   * @param providerClass class of the provider
   * @param directory the store
   * @param firstSequence number that the producers' sequences begin with
   */
  static ChildProcess start(String providerClass, Path directory, long firstSequence) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            KillChild.class.getName(),
            providerClass,
            directory.toString(),
            Long.toString(firstSequence));
    return new ChildProcess(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** The next report, or an empty line's worth of failure if the child has ended by itself. */
  Report next() throws IOException {
    String line = lines.readLine();
    return line == null ? new Report.Failed("the child ended with " + process.exitValue()) : Report.parse(line);
  }

  /** Stops the child where it stands, as a suspended machine would. */
  void suspend() throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).inheritIO().start();
    if (!kill.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new IOException("the child could not be stopped");
    }
  }

  /** Kills the child with SIGKILL, waits for its end, and hands out what it had told before. */
  void kill(Consumer<Report> rest) throws IOException, InterruptedException {
    // by its handle: destroying the process itself would close the pipe with what was told before the kill
    process.toHandle().destroyForcibly();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      rest.accept(Report.parse(line));
    }
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("the child outlived SIGKILL for " + LIMIT_SECONDS + " s");
    }
    lines.close();
  }
}
