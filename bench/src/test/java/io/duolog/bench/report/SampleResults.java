package io.duolog.bench.report;

import io.duolog.bench.cell.Cell;
import io.duolog.bench.cell.Limit;
import io.duolog.bench.cell.Unit;
import io.duolog.bench.compare.CompareOptions;
import io.duolog.bench.compare.EngineEntry;
import io.duolog.bench.compare.Results;
import io.duolog.bench.compare.Run;
import io.duolog.bench.load.Measurement;
import io.duolog.bench.payload.PayloadOptions;
import io.duolog.bench.serve.Placement;
import io.duolog.bench.worker.WorkerMain;
import io.duolog.storage.TransferMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/** Results with made-up figures, the same at every call. */
final class SampleResults {
  private SampleResults() {}

  static Results complete(int rounds, String... engines) {
    return of(rounds, Results.Status.COMPLETE, engines);
  }

  static Results of(int rounds, Results.Status status, String... engines) {
    SplittableRandom random = new SplittableRandom(42);
    List<Run> runs = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      for (Limit limit : Limit.values()) {
        for (String label : labels(limit, engines)) {
          runs.add(run(round, WorkerMain.LIMITS, label, limit.unit(), 1.6 + random.nextDouble() * 0.3));
        }
      }
      for (Cell cell : Cell.values()) {
        for (String engine : engines) {
          runs.add(run(round, engine, cell.label(), cell.unit(), 1 + random.nextDouble() * 0.4));
        }
      }
    }
    List<EngineEntry> entries = List.of(engines).stream().map(name -> new EngineEntry(name, "none")).toList();
    CompareOptions options =
        new CompareOptions(
            entries,
            List.of(Cell.values()),
            rounds,
            2,
            PayloadOptions.usual(),
            new CompareOptions.Serving(Placement.PINNED, TransferMode.ENGINE),
            new CompareOptions.Directories(Path.of("data"), Path.of("output")));
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("kernel", "Linux <6.18> & others");
    environment.put("processor", "a processor with \"quotes\"");
    environment.put("worker flags", "-Xms768m -Xmx768m -XX:+UseG1GC -Dio.netty.noUnsafe=true");
    return new Results(
        options, PayloadOptions.usual().load().source(), 1.0, 1_400_000_000, environment, runs, status);
  }

  /** A limit that replays groups runs for each engine. */
  private static Set<String> labels(Limit limit, String... engines) {
    Set<String> labels = new LinkedHashSet<>();
    for (String engine : engines) {
      labels.add(limit.label(engine));
    }
    return labels;
  }

  private static Run run(int round, String subject, String label, Unit unit, double factor) {
    Measurement measured =
        switch (unit) {
          case RECORDS_PER_SECOND ->
              Measurement.of(2, (long) (factor * 1_400_000), (long) (factor * 1.5e9)).with("append", latencies(factor));
          case MEGABYTES_PER_SECOND -> Measurement.of(2, (long) (factor * 1e6), (long) (factor * 2.2e9));
          case MILLISECONDS -> Measurement.of(factor / 100, 1, 1 << 29);
        };
    if (label.equals(Cell.PRODUCE_CONSUME.label())) {
      measured = measured.with("end-to-end", latencies(factor * 40));
    }
    return Run.measured(round, subject, label, measured);
  }

  private static Histogram latencies(double factor) {
    SplittableRandom random = new SplittableRandom(7);
    Histogram histogram = new Histogram(3);
    for (int i = 0; i < 20_000; i++) {
      histogram.recordValue((long) (300 * factor / Math.pow(1 - random.nextDouble(), 0.7)));
    }
    return histogram;
  }

  static Results withFailure(Results results) {
    List<Run> runs = new ArrayList<>(results.runs());
    runs.replaceAll(
        run ->
            run.label().equals(Cell.REOPEN.label())
                ? Run.failed(run.round(), run.subject(), run.label(), "it broke, \"badly\"")
                : run);
    return new Results(
        results.options(),
        results.payload(),
        results.deflateRatio(),
        results.capBytes(),
        results.environment(),
        runs,
        Results.Status.WITH_FAILURES);
  }
}
