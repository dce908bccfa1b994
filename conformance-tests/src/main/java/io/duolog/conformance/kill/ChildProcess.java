package io.duolog.conformance.kill;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Thread-safe. A child JVM that loads a store, and its end. */
public final class ChildProcess {
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
  public static ChildProcess start(String providerClass, Path directory, long firstSequence) throws IOException {
    return start(
        List.of(), KillChild.class, providerClass, directory.toString(), Long.toString(firstSequence));
  }

  /**
   * Starts a child under another program, which has to keep the process that it is started as for the child.
   *
   * @param program words before the command of the child; may be empty
   * @param mainClass tells its reports on standard output
   * @param arguments of the main class
   */
  public static ChildProcess start(List<String> program, Class<?> mainClass, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(program);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            mainClass.getName()));
    command.addAll(List.of(arguments));
    return new ChildProcess(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** The next report, or an empty line's worth of failure if the child has ended by itself. */
  public Report next() throws IOException {
    String line = lines.readLine();
    return line == null ? new Report.Failed("the child ended with " + process.exitValue()) : Report.parse(line);
  }

  /** Stops the child where it stands, as a suspended machine would. */
  public void suspend() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /** Lets a suspended child go on. */
  public void resume() throws IOException, InterruptedException {
    signal("-CONT");
  }

  /** Writes a line to the child, which may be waiting for one. */
  public void go() throws IOException {
    OutputStream input = process.getOutputStream();
    input.write('\n');
    input.flush();
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /**
   * Waits for its end.
   *
   * @return its exit code
   */
  public int awaitEnd() throws IOException, InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("the child did not end within " + LIMIT_SECONDS + " s");
    }
    return process.exitValue();
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", name, Long.toString(process.pid())).inheritIO().start();
    if (!kill.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new IOException("the child did not take the signal " + name);
    }
  }

  /** Hands out everything that the child tells until it ends. */
  public void drain(Consumer<Report> reports) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      reports.accept(Report.parse(line));
    }
  }

  /** Sends SIGKILL to the child; what it had told before can still be drained, up to its end. */
  public void destroy() {
    process.toHandle().destroyForcibly(); // destroying the process itself would close the pipe
  }

  /** Kills the child, waits for its end, and hands out what it had told before; nobody else may be draining. */
  public void kill(Consumer<Report> rest) throws IOException, InterruptedException {
    destroy();
    drain(rest);
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("the child outlived SIGKILL for " + LIMIT_SECONDS + " s");
    }
    lines.close();
  }
}
