package io.duolog.bench.compare;

import io.duolog.bench.load.Measurement;
import io.duolog.bench.worker.Protocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The worker processes of one round: one for each engine and one for the limits, started when first needed and again if
 * one has died. Confined to one thread.
 */
final class Round implements AutoCloseable {
  private final int number;
  private final CompareOptions options;
  private final EngineEntry limits;
  private final WorkArea area;
  private final Path settings;
  private final Map<String, WorkerProcess> workers = new HashMap<>();

  /**
   * A round whose workers are not started yet.
   *
   * @param number from 1
   * @param options of the comparison
   * @param limits what the worker of the limits runs
   * @param area starts the workers
   * @param settings file of the run's settings
   */
  Round(int number, CompareOptions options, EngineEntry limits, WorkArea area, Path settings) {
    this.number = number;
    this.options = options;
    this.limits = limits;
    this.area = area;
    this.settings = settings;
  }

  /** Sees to it that a subject has a worker; the answer is why it has none. */
  Optional<String> prepare(String subject) {
    WorkerProcess running = workers.get(subject);
    if (running != null && running.isAlive()) {
      return Optional.empty();
    }
    try {
      WorkerProcess worker = area.start(entry(subject), settings, log(subject));
      workers.put(subject, worker);
      worker.awaitReady();
      if (options.cells().stream().anyMatch(cell -> cell.readsFilledStore())) {
        worker.fill();
      }
      return Optional.empty();
    } catch (WorkerProcess.WorkerFailure e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private EngineEntry entry(String subject) {
    return options.engines().stream().filter(engine -> engine.name().equals(subject)).findFirst().orElse(limits);
  }

  /** Makes one run. */
  Run perform(Plan.Step step, long capBytes) {
    try {
      WorkerProcess worker = workers.get(step.subject());
      if (worker == null) {
        throw new IllegalStateException("no worker was prepared for " + step.subject());
      }
      Measurement measured =
          worker.run(Protocol.run(step.label(), step.seconds(), step.warmUpSeconds(), capBytes));
      return Run.measured(number, step.subject(), step.label(), measured);
    } catch (WorkerProcess.Inapplicable e) {
      return Run.inapplicable(number, step.subject(), step.label(), String.valueOf(e.getMessage()));
    } catch (WorkerProcess.WorkerFailure e) {
      return Run.failed(number, step.subject(), step.label(), String.valueOf(e.getMessage()));
    }
  }

  private Path logs() {
    return options.directories().output().resolve("logs");
  }

  private Path log(String subject) {
    try {
      return Files.createDirectories(logs()).resolve(subject + "-round" + number + ".log");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + logs() + ": " + e.getMessage(), e);
    }
  }

  /** Ends the workers; diagnostics that say nothing are removed. */
  @Override
  public void close() {
    workers.values().forEach(WorkerProcess::close);
    if (!Files.isDirectory(logs())) {
      return;
    }
    boolean kept = false;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(logs())) {
      for (Path file : files) {
        if (Files.size(file) == 0) {
          Files.delete(file);
        } else {
          kept = true;
        }
      }
      if (!kept) {
        Files.delete(logs());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot tidy " + logs() + ": " + e.getMessage(), e);
    }
  }
}
