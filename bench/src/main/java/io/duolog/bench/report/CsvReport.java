package io.duolog.bench.report;

import io.duolog.bench.cell.Cell;
import io.duolog.bench.cell.Limit;
import io.duolog.bench.cell.Unit;
import io.duolog.bench.compare.Results;
import io.duolog.bench.compare.Run;
import io.duolog.bench.load.Measurement;
import java.util.Optional;

/** {@code results.csv}: one line for every raw run. Stateless. */
public final class CsvReport {
  private CsvReport() {}

  /** Renders the runs. */
  public static String render(Results results) {
    StringBuilder out = new StringBuilder("round,subject,label,unit,figure,seconds,records,bytes,failure\n");
    for (Run run : results.runs()) {
      Unit unit = unit(run.label());
      Optional<Measurement> measured = run.measurement();
      String figures =
          measured
              .map(
                  found ->
                      unit.figure(found.seconds(), found.records(), found.bytes())
                          + "," + found.seconds() + "," + found.records() + "," + found.bytes())
              .orElse(",,,");
      out.append(run.round()).append(',').append(quote(run.subject())).append(',').append(run.label()).append(',');
      out.append(unit.text()).append(',').append(figures).append(',').append(quote(run.failure().orElse("")));
      out.append('\n');
    }
    return out.toString();
  }

  /** The unit of a cell or a limit. */
  static Unit unit(String label) {
    return Cell.labelled(label)
        .map(Cell::unit)
        .or(() -> Limit.labelled(label).map(Limit::unit))
        .orElseThrow(() -> new IllegalArgumentException("no cell and no limit is named " + label));
  }

  private static String quote(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
