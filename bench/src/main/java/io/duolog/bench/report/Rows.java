package io.duolog.bench.report;

import io.duolog.bench.cell.Cell;
import io.duolog.bench.cell.Design;
import io.duolog.bench.cell.Limit;
import io.duolog.bench.cell.Unit;
import io.duolog.bench.compare.Results;
import io.duolog.bench.compare.Run;
import io.duolog.bench.load.Measurement;
import io.duolog.bench.statistics.Median;
import io.duolog.bench.worker.WorkerMain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Pairs the runs of each round and takes medians over the rounds. Stateless. */
public final class Rows {
  private static final String USUAL_BASELINE = "kafka-style";

  private Rows() {}

  /** The engine that the others are compared with: kafka-style where it runs, else the first. */
  public static String baseline(Results results) {
    List<String> names = results.options().engineNames();
    return names.contains(USUAL_BASELINE) ? USUAL_BASELINE : names.getFirst();
  }

  /** One row for each cell. */
  public static List<Row> of(Results results) {
    List<Row> rows = new ArrayList<>();
    for (Cell cell : results.options().cells()) {
      List<Row.Entry> entries = new ArrayList<>();
      for (String engine : results.options().engineNames()) {
        entries.add(entry(results, cell, engine));
      }
      rows.add(new Row(cell, List.copyOf(entries)));
    }
    return rows;
  }

  /** Figure of each round of a subject, by round. */
  static Map<Integer, Double> figures(Results results, String subject, String label, Unit unit) {
    Map<Integer, Double> figures = new TreeMap<>();
    for (Run run : results.runs()) {
      if (run.subject().equals(subject) && run.label().equals(label) && run.measurement().isPresent()) {
        Measurement measured = run.measurement().get();
        double figure = unit.figure(measured.seconds(), measured.records(), measured.bytes());
        if (figure > 0) {
          figures.put(run.round(), figure);
        }
      }
    }
    return figures;
  }

  private static Row.Entry entry(Results results, Cell cell, String engine) {
    Map<Integer, Double> own = figures(results, engine, cell.label(), cell.unit());
    Optional<Median> ratio = Optional.empty();
    if (!engine.equals(baseline(results))) {
      Map<Integer, Double> other = figures(results, baseline(results), cell.label(), cell.unit());
      ratio = cell.unit().moreIsBetter() ? paired(own, other) : paired(other, own);
    }
    return new Row.Entry(
        engine,
        List.copyOf(own.values()),
        own.isEmpty() ? Optional.empty() : Optional.of(Median.of(own.values())),
        cell.limit(Design.ofEngine(engine)).flatMap(limit -> bound(results, limit, limit.label(engine), own)),
        ratio,
        first(results, engine, cell, Run::failure),
        first(results, engine, cell, Run::inapplicable));
  }

  private static Optional<Row.Bound> bound(Results results, Limit limit, String label, Map<Integer, Double> own) {
    Map<Integer, Double> raw = figures(results, WorkerMain.LIMITS, label, limit.unit());
    return paired(own, raw).map(share -> new Row.Bound(limit, Median.of(raw.values()), share));
  }

  private static Optional<Median> paired(Map<Integer, Double> above, Map<Integer, Double> below) {
    List<Double> ratios = new ArrayList<>();
    above.forEach(
        (round, value) -> {
          Double other = below.get(round);
          if (other != null) {
            ratios.add(value / other);
          }
        });
    return ratios.isEmpty() ? Optional.empty() : Optional.of(Median.of(ratios));
  }

  private static Optional<String> first(
      Results results, String engine, Cell cell, Function<Run, Optional<String>> what) {
    return results.runs().stream()
        .filter(run -> run.subject().equals(engine) && run.label().equals(cell.label()))
        .flatMap(run -> what.apply(run).stream())
        .findFirst();
  }
}
