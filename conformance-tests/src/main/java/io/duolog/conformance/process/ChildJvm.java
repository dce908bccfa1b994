package io.duolog.conformance.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command line that starts a JVM on the class path of this one. Confined to one thread. */
public final class ChildJvm {
  private static final long LIMIT_SECONDS = 120;

  private final List<String> command = new ArrayList<>();

  /**
   * How a child ended. Immutable.
   *
   * @param exitCode its exit code
   * @param output what it wrote to standard output and error
   */
  public record End(int exitCode, String output) {}

  private ChildJvm() {}

  /** A child that runs {@code mainClass} with {@code arguments}. */
  public static ChildJvm of(Class<?> mainClass, Object... arguments) {
    ChildJvm child = new ChildJvm();
    child.command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            mainClass.getName()));
    for (Object argument : arguments) {
      child.command.add(String.valueOf(argument));
    }
    return child;
  }

  /** Starts the child under another program, for instance a tracer. */
  public ChildJvm under(List<String> program) {
    command.addAll(0, program);
    return this;
  }

  /** Starts the child; its standard error goes where that of this process goes. */
  public Process start() throws IOException {
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Something that a test does while a child waits. */
  public interface Interlude {
    /** Does it. */
    void run() throws IOException;
  }

  /**
   * Runs the child to its end; when it says {@code line}, does something and sends it a line in return.
   *
   * @throws IOException if it cannot be started, or does not end within two minutes
   */
  public End run(String line, Interlude interlude) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      StringBuilder text = new StringBuilder();
      for (String next = output.readLine(); next != null; next = output.readLine()) {
        text.append(next).append('\n');
        if (next.equals(line)) {
          interlude.run();
          process.getOutputStream().write('\n');
          process.getOutputStream().flush();
        }
      }
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("the child did not end within " + LIMIT_SECONDS + " s");
      }
      return new End(process.exitValue(), text.toString());
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * Runs the child to its end.
   *
   * @throws IOException if it cannot be started, or does not end within two minutes
   */
  public End run() throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      byte[] output = process.getInputStream().readAllBytes();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("the child did not end within " + LIMIT_SECONDS + " s");
      }
      return new End(process.exitValue(), new String(output, StandardCharsets.UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }
}
