package io.duolog.bench.report;

import io.duolog.bench.cell.Cell;
import io.duolog.bench.compare.Results;
import io.duolog.bench.compare.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Latencies of each cell and engine, over all rounds together. Stateless. */
final class Latencies {
  private Latencies() {}

  /**
   * What was timed in a cell. Immutable.
   *
   * @param cell the cell
   * @param timed what was timed: {@code append} or {@code end-to-end}
   * @param byEngine histograms in nanoseconds, in the order of the report
   */
  record Series(Cell cell, String timed, Map<String, Histogram> byEngine) {
    /** The title of a chart of it. */
    String title() {
      return timed.equals("append") ? "append call: " + cell.title() : "end to end: " + cell.title();
    }

    /** A name for a file. */
    String fileName(String engine) {
      return cell.label() + "-" + timed + "-" + engine;
    }
  }

  /** All series that have samples. */
  static List<Series> of(Results results) {
    List<Series> all = new ArrayList<>();
    for (Cell cell : results.options().cells()) {
      for (String timed : List.of("append", "end-to-end")) {
        Map<String, Histogram> byEngine = new LinkedHashMap<>();
        results.options().engineNames().forEach(engine -> merge(results, cell, timed, engine, byEngine));
        if (!byEngine.isEmpty()) {
          all.add(new Series(cell, timed, byEngine));
        }
      }
    }
    return all;
  }

  private static void merge(
      Results results, Cell cell, String timed, String engine, Map<String, Histogram> byEngine) {
    for (Run run : results.runs()) {
      if (run.subject().equals(engine) && run.label().equals(cell.label()) && run.measurement().isPresent()) {
        Histogram histogram = run.measurement().get().histograms().get(timed);
        if (histogram != null && histogram.getTotalCount() > 0) {
          byEngine.computeIfAbsent(engine, name -> new Histogram(3)).add(histogram);
        }
      }
    }
  }
}
