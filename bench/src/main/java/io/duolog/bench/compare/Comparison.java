package io.duolog.bench.compare;

import io.duolog.bench.machine.DirtyPages;
import io.duolog.bench.machine.Environment;
import io.duolog.bench.payload.Payload;
import io.duolog.bench.worker.RunSettings;
import io.duolog.bench.worker.WorkerMain;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs all rounds of a comparison. The list of runs is guarded by itself, so that the shutdown hook can take what there
 * is; everything else is confined to the thread that calls {@link #run}.
 */
public final class Comparison implements AutoCloseable {
  /** Size of each store that is read. */
  public static final long FILLED_BYTES = 256L << 20;

  private static final long FILE_BYTES = 1L << 30;

  /**
   * Less than half of a file of the default size: a roll, and the force behind it, is no part of a cell, and a run ends
   * before the hypervisor misses the memory that it was given.
   */
  private static final long WITHIN_FILE_BYTES = FILE_BYTES / 8 * 3;

  private static final int FILES_AHEAD = 3;

  private final CompareOptions options;
  private final EngineEntry limits;
  private final Payload payload;
  private final long capBytes;
  private final Map<String, String> environment;
  private final WorkArea area;
  private final List<Run> runs = new ArrayList<>();
  private boolean stopped;
  private volatile boolean finished;

  private Comparison(CompareOptions options, EngineEntry limits, Payload payload, WorkArea area) {
    this.options = options;
    this.limits = limits;
    this.payload = payload;
    this.area = area;
    this.capBytes = capBytes();
    this.environment = Environment.describe(options.directories().data(), WorkerProcess.JVM_FLAGS);
  }

  private static long capBytes() {
    return Math.min((long) (DirtyPages.backgroundLimitBytes() * DirtyPages.SHARE_OF_LIMIT), WITHIN_FILE_BYTES);
  }

  /**
   * Checks the payload and the data directory and makes the temporary one.
   *
   * @throws UsageException if the directory cannot be used
   * @throws IllegalArgumentException if the payload cannot be used
   */
  public static Comparison open(CompareOptions options, String limitsClassPath) {
    Payload payload = options.payload().load();
    long engines = options.engines().size();
    boolean fills = options.cells().stream().anyMatch(cell -> cell.readsFilledStore());
    long needed = capBytes() + FILES_AHEAD * FILE_BYTES + (fills ? (engines + 2) * FILLED_BYTES + FILE_BYTES : 0);
    WorkArea area = WorkArea.open(options.directories().data(), needed);
    return new Comparison(options, new EngineEntry(WorkerMain.LIMITS, limitsClassPath), payload, area);
  }

  /** Figures of the records that are appended. */
  public Payload.Source payload() {
    return payload.source();
  }

  /** Runs every round; runs that fail are noted and the others go on. */
  public void run(PrintStream progressOut) {
    List<List<Plan.Step>> rounds = new ArrayList<>();
    for (int round = 1; round <= options.rounds(); round++) {
      rounds.add(Plan.round(options, round));
    }
    double planned = rounds.stream().flatMap(List::stream).mapToDouble(Comparison::seconds).sum();
    int steps = rounds.stream().mapToInt(List::size).sum();
    Progress progress = new Progress(progressOut, planned, steps);
    Path settings = area.root().resolve("settings.properties");
    CompareOptions.Serving serving = options.serving();
    new RunSettings(area.root(), options.payload(), FILLED_BYTES, serving.placement(), serving.mode())
        .write(settings);
    for (int round = 1; round <= options.rounds(); round++) {
      runRound(round, rounds.get(round - 1), settings, progress);
    }
    progress.finish();
    finished = true;
  }

  private static double seconds(Plan.Step step) {
    return step.seconds() + step.warmUpSeconds();
  }

  /**
   * Every run begins on a machine at rest: what earlier runs wrote is on the disk or dropped, and the memory that it
   * will fill is there.
   */
  private void runRound(int number, List<Plan.Step> steps, Path settings, Progress progress) {
    String where = "round " + number + " of " + options.rounds() + ", ";
    try (Round round = new Round(number, options, limits, area, settings)) {
      for (Plan.Step step : steps) {
        progress.begins(where + step.label() + ", " + step.subject());
        long start = System.nanoTime();
        Optional<String> absent = round.prepare(step);
        progress.prepared(System.nanoTime() - start);
        Run run =
            absent
                .map(why -> Run.failed(number, step.subject(), step.label(), why))
                .orElseGet(() -> round.perform(step, capBytes));
        keep(run);
        progress.ended(seconds(step));
      }
    }
  }

  /** A run that ends while the workers are being killed has not failed, it was stopped. */
  private void keep(Run run) {
    synchronized (runs) {
      if (stopped) {
        throw new StoppedException();
      }
      runs.add(run);
    }
  }

  /** Ends the run before its time: no further results are taken. */
  public void stop() {
    synchronized (runs) {
      stopped = true;
    }
    close();
  }

  /** What there is so far. */
  public Results results() {
    List<Run> known;
    synchronized (runs) {
      known = List.copyOf(runs);
    }
    boolean failed = known.stream().anyMatch(run -> run.failure().isPresent());
    Results.Status status =
        !finished ? Results.Status.PARTIAL : failed ? Results.Status.WITH_FAILURES : Results.Status.COMPLETE;
    return new Results(options, payload.source(), payload.deflateRatio(), capBytes, environment, known, status);
  }

  /** Ends the workers and removes the temporary directory. */
  @Override
  public void close() {
    area.close();
  }
}
