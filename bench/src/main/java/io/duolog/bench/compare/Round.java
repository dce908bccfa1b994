package io.duolog.bench.compare;

import io.duolog.bench.cell.Limit;
import io.duolog.bench.load.GroupSizes;
import io.duolog.bench.load.Measurement;
import io.duolog.bench.load.RunSpec;
import io.duolog.bench.machine.DirtyPages;
import io.duolog.bench.machine.TemporaryTree;
import io.duolog.bench.machine.WarmMemory;
import io.duolog.bench.statistics.Median;
import io.duolog.bench.worker.Protocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The worker processes of one round: one for each engine and one for the limits, started when first needed and again if
 * one has died. Confined to one thread.
 */
final class Round implements AutoCloseable {
  /** How long a worker may take beyond what was planned; one that hangs is killed and its run has failed. */
  private static final long PATIENCE_SECONDS = 90;

  private static final double PATIENCE_FACTOR = 3;

  /** What a run takes beside the bytes that it writes. */
  private static final long SPARE_BYTES = 64L << 20;

  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(4);

  /** A free page is reported to the hypervisor at most two seconds after the first one of several. */
  private static final long REPORTED_NANOS = TimeUnit.MILLISECONDS.toNanos(2200);

  private final int number;
  private final CompareOptions options;
  private final EngineEntry limits;
  private final WorkArea area;
  private final Path settings;
  private final Map<String, WorkerProcess> workers = new HashMap<>();
  private final Set<String> filled = new HashSet<>();
  private final Map<String, GroupSizes> recorded = new HashMap<>();

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

  /** Sees to it that the subject of a step has a worker and what it reads; the answer is why it has not. */
  Optional<String> prepare(Plan.Step step) {
    try {
      WorkerProcess worker = workers.get(step.subject());
      if (worker == null || !worker.isAlive()) {
        filled.remove(step.subject());
        worker = area.start(entry(step.subject()), settings, log(step.subject()));
        workers.put(step.subject(), worker);
        worker.awaitReady();
      }
      if (step.readsFilledStore() && filled.add(step.subject())) {
        worker.fill(PATIENCE_SECONDS);
      }
      return Optional.empty();
    } catch (WorkerProcess.WorkerFailure e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private EngineEntry entry(String subject) {
    return options.engines().stream().filter(engine -> engine.name().equals(subject)).findFirst().orElse(limits);
  }

  /**
   * Makes one run.
   *
   * @param capBytes most bytes that it may write
   */
  Run perform(Plan.Step step, long capBytes) {
    WorkerProcess worker = workers.get(step.subject());
    if (worker == null) {
      throw new IllegalStateException("no worker was prepared for " + step.subject());
    }
    Optional<String> replayed = Limit.replayedEngine(step.label());
    GroupSizes groups = replayed.map(engine -> recorded.getOrDefault(engine, GroupSizes.NONE)).orElse(GroupSizes.NONE);
    if (replayed.isPresent() && groups.isEmpty()) {
      String why = "no groups of " + replayed.get() + " were recorded";
      return Run.inapplicable(number, step.subject(), step.label(), why);
    }
    long dirtyBytes = DirtyPages.settle(SETTLE_NANOS);
    try {
      Measurement measured =
          worker.run(
              Protocol.run(step.label(), step.seconds(), step.warmUpSeconds(), capBytes, groups),
              PATIENCE_SECONDS + (long) (PATIENCE_FACTOR * (step.seconds() + step.warmUpSeconds())),
              () -> warmMemory(step, capBytes));
      if (step.abandonsStore()) {
        abandon(step, worker);
      }
      if (!measured.groups().isEmpty()) {
        recorded.put(step.subject(), measured.groups());
      }
      return Run.measured(number, step.subject(), step.label(), measured.with("dirtyBytesAtStart", dirtyBytes));
    } catch (WorkerProcess.Inapplicable e) {
      return Run.inapplicable(number, step.subject(), step.label(), String.valueOf(e.getMessage()));
    } catch (WorkerProcess.WorkerFailure e) {
      abandon(step, worker);
      return Run.failed(number, step.subject(), step.label(), String.valueOf(e.getMessage()));
    }
  }

  /**
   * Gives the memory of a run's rehearsal to the run. For a claimed figure it waits first until the hypervisor has been
   * told of all free memory: it looks for more some seconds later, and would take what the rehearsal had held.
   */
  private void warmMemory(Plan.Step step, long capBytes) {
    if (options.rounds() >= Median.FEWEST_ROUNDS) {
      LockSupport.parkNanos(REPORTED_NANOS);
    }
    TemporaryTree.remove(RunSpec.rehearsalOf(directory(step)));
    if (step.fillsMapping()) {
      WarmMemory.touch(capBytes + SPARE_BYTES);
    }
  }

  /** Where a run has its files. */
  private Path directory(Plan.Step step) {
    return area.root().resolve(step.subject()).resolve(step.label());
  }

  /** Kills a worker that has left its store as it is, and removes the store: none of it reaches the disk. */
  private void abandon(Plan.Step step, WorkerProcess worker) {
    workers.remove(step.subject());
    worker.kill();
    worker.close();
    TemporaryTree.remove(directory(step));
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
    workers.clear();
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
