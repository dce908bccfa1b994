package io.duolog.conformance.strace;

import io.duolog.conformance.process.ChildJvm;
import io.duolog.conformance.watch.Eventually;
import io.duolog.storage.Durability;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The parent's end of a {@link StoreChild}. Confined to one thread; what the child says is taken by another. */
final class StoreProcess implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;

  private final Process process;
  private final Thread listening;
  private final List<String> said = new ArrayList<>();

  private StoreProcess(Process process) {
    this.process = process;
    this.listening = Thread.ofPlatform().daemon().name("store-process").start(this::listen);
  }

  /**
   * Starts a child and waits until it has opened the store.
   *
   * @param tracer words in front of the child's command; may be empty
   */
  static StoreProcess open(List<String> tracer, StorageProvider provider, Path store, StorageConfig config)
      throws IOException {
    StoreProcess process = start(tracer, provider, store, config);
    try {
      process.await("ready", "F1: the store does not open");
      return process;
    } catch (AssertionError e) {
      process.close();
      throw e;
    }
  }

  /**
   * Starts a child, which opens the store.
   *
   * @param tracer words in front of the child's command; may be empty
   */
  static StoreProcess start(List<String> tracer, StorageProvider provider, Path store, StorageConfig config)
      throws IOException {
    List<Object> arguments = new ArrayList<>(List.of(provider.getClass().getName(), store));
    config.given().forEach((key, value) -> arguments.add(key + "=" + value));
    return new StoreProcess(ChildJvm.of(StoreChild.class, arguments.toArray()).under(tracer).start());
  }

  private void listen() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (said) {
          said.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process that was started: the tracer, if there is one. */
  long pid() {
    return process.pid();
  }

  /** Tells the child what to do. */
  void order(String command) throws IOException {
    process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Tells the child to append by the core form, under a name of the parent's. */
  void append(String id, int partition, Durability durability) throws IOException {
    order("append " + id + " " + partition + " " + durability);
  }

  /** Tells the child to append so many batches by the blocking form. */
  void fill(String id, int partition, Durability durability, int batches) throws IOException {
    order("fill " + id + " " + partition + " " + durability + " " + batches);
  }

  /** Whether the child has said a line that is, or begins with, these words. */
  boolean hasSaid(String words) {
    return lines().stream().anyMatch(line -> line.equals(words) || line.startsWith(words + " "));
  }

  /** Everything that the child has said up to now. */
  List<String> lines() {
    synchronized (said) {
      return List.copyOf(said);
    }
  }

  /** The rest of the first line that begins with these words. */
  Optional<String> saidBehind(String words) {
    return lines().stream()
        .filter(line -> line.startsWith(words + " "))
        .map(line -> line.substring(words.length() + 1))
        .findFirst();
  }

  /** Whether it still runs. */
  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Waits until the child says a line that is, or begins with, these words.
   *
   * @param complaint what it means if it never does
   */
  void await(String words, String complaint) {
    Eventually.quiet(
        () -> {
          if (hasSaid(words)) {
            return "";
          }
          return complaint + "; the store's process " + (process.isAlive() ? "lives" : "has ended") + " and said "
              + lines();
        });
  }

  /** Lets no file of the process grow beyond a size: the kernel takes of a write what is below it. */
  void limitFiles(long sizeBytes) throws IOException, InterruptedException {
    List<String> command = List.of("prlimit", "--pid", Long.toString(pid()), "--fsize=" + sizeBytes);
    Process limiting = new ProcessBuilder(command).inheritIO().start();
    if (!limiting.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || limiting.exitValue() != 0) {
      throw new IOException("prlimit has not limited the store's process");
    }
  }

  /** Closes the store and waits for the process's end. */
  void end() throws IOException, InterruptedException {
    order("close");
    await("closed", "F2: close does not end");
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("the store's process ended with " + process.exitValue());
    }
  }

  /** Kills what still runs. */
  @Override
  public void close() throws IOException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly();
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("the store's process outlives SIGKILL");
      }
      listening.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
