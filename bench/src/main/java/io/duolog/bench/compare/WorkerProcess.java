package io.duolog.bench.compare;

import io.duolog.bench.load.Measurement;
import io.duolog.bench.worker.Protocol;
import io.duolog.bench.worker.WorkerMain;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A worker's process, driven line by line. Confined to the coordinator's thread, except {@link #kill}. */
final class WorkerProcess implements AutoCloseable {
  /** Flags of every worker, the same for all engines. */
  static final List<String> JVM_FLAGS =
      List.of(
          "-Xms768m",
          "-Xmx768m",
          "-XX:+UseG1GC",
          "-XX:MaxDirectMemorySize=1g",
          "-XX:-UsePerfData",
          "--enable-native-access=ALL-UNNAMED",
          "-Dio.netty.noUnsafe=true",
          "-Dslf4j.internal.verbosity=ERROR");

  private static final long END_SECONDS = 15;

  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter requests;
  private final String name;

  private WorkerProcess(Process process, String name) {
    this.process = process;
    this.name = name;
    this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.requests = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts a worker.
   *
   * @param entry what runs in it
   * @param settings file of the run's settings
   * @param log where its diagnostics go
   */
  static WorkerProcess start(EngineEntry entry, Path settings, Path log) {
    ProcessBuilder builder = command(entry.classPath(), entry.name(), settings.toString());
    builder.redirectError(Redirect.appendTo(log.toFile()));
    return launch(builder, entry.name());
  }

  private static WorkerProcess launch(ProcessBuilder builder, String name) {
    try {
      return new WorkerProcess(builder.start(), name);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the worker of " + name + ": " + e.getMessage(), e);
    }
  }

  private static ProcessBuilder command(String classPath, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    command.addAll(List.of("-cp", classPath, WorkerMain.class.getName()));
    command.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(command);
  }

  /** Asks the providers on a class path for their names. */
  static List<String> probe(String classPath, Path jar) {
    ProcessBuilder builder = command(classPath, "probe").redirectError(Redirect.DISCARD);
    try (WorkerProcess worker = launch(builder, jar.toString())) {
      List<String> words = new ArrayList<>(Arrays.asList(worker.answer().split(" ")));
      if (words.size() < 2 || !words.getFirst().equals(Protocol.READY)) {
        throw new UsageException("engine jar " + jar + " has no provider that can be loaded");
      }
      return words.subList(1, words.size());
    } catch (WorkerFailure e) {
      throw new UsageException("engine jar " + jar + " has no provider that can be loaded");
    }
  }

  /** Waits until the worker has started. */
  void awaitReady() throws WorkerFailure {
    String line = answer();
    if (!line.startsWith(Protocol.READY)) {
      throw new WorkerFailure("the worker of " + name + " began with: " + line);
    }
  }

  /** Makes the stores that are read. */
  void fill(long limitSeconds) throws WorkerFailure {
    content(exchange(Protocol.FILL, limitSeconds), Protocol.DONE);
  }

  /**
   * Runs one cell or limit.
   *
   * @param request the line that asks for it
   * @param limitSeconds how long it may take
   * @param start is done when the worker has warmed up, just before it measures; not every run warms up on its own
   * @throws Inapplicable if the engine lacks the capability
   */
  Measurement run(String request, long limitSeconds, Runnable start) throws WorkerFailure, Inapplicable {
    String line = exchange(request, limitSeconds);
    if (line.equals(Protocol.WARM)) {
      start.run();
      line = exchange(Protocol.GO, limitSeconds);
    }
    if (line.startsWith(Protocol.INAPPLICABLE)) {
      throw new Inapplicable(line.substring(Protocol.INAPPLICABLE.length()).strip());
    }
    return Measurement.decode(content(line, Protocol.RESULT));
  }

  private String exchange(String request, long limitSeconds) throws WorkerFailure {
    try {
      requests.write(request);
      requests.newLine();
      requests.flush();
    } catch (IOException e) {
      throw died();
    }
    Executor late = CompletableFuture.delayedExecutor(limitSeconds, TimeUnit.SECONDS);
    CompletableFuture<Void> guard = CompletableFuture.runAsync(this::kill, late);
    try {
      return answer();
    } catch (WorkerFailure e) {
      throw guard.isDone() ? new WorkerFailure("no answer of " + name + " within " + limitSeconds + " s") : e;
    } finally {
      guard.cancel(false);
    }
  }

  private String content(String line, String expected) throws WorkerFailure {
    if (line.startsWith(Protocol.FAILED)) {
      throw new WorkerFailure(line.substring(Protocol.FAILED.length()).strip());
    }
    if (!line.startsWith(expected)) {
      throw new WorkerFailure("the worker of " + name + " answered: " + line);
    }
    return line.substring(expected.length()).strip();
  }

  private String answer() throws WorkerFailure {
    try {
      String line = answers.readLine();
      if (line == null) {
        throw died();
      }
      return line;
    } catch (IOException e) {
      throw died();
    }
  }

  private WorkerFailure died() {
    try {
      process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String end = process.isAlive() ? "does not answer" : "ended with exit code " + process.exitValue();
    return new WorkerFailure("the worker of " + name + " " + end);
  }

  /** Whether it can be asked. */
  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it at once. */
  void kill() {
    process.destroyForcibly();
  }

  /** Lets it end; kills it if it does not. */
  @Override
  public void close() {
    try {
      requests.write(Protocol.QUIT);
      requests.newLine();
      requests.close();
    } catch (IOException gone) {
      kill();
    }
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  /** The engine of a worker has no such run. */
  static final class Inapplicable extends Exception {
    private static final long serialVersionUID = 1L;

    Inapplicable(String message) {
      super(message);
    }
  }

  /** A worker could not do what it was asked to. */
  static final class WorkerFailure extends Exception {
    private static final long serialVersionUID = 1L;

    WorkerFailure(String message) {
      super(message);
    }
  }
}
