package io.duolog.bench.report;

import io.duolog.bench.compare.Results;
import io.duolog.bench.statistics.Median;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table on standard output. Stateless. */
public final class TextTable {
  private static final String GAP = "  ";

  private TextTable() {}

  /** Renders all rows, with a note below that says how to read them. */
  public static String render(Results results) {
    String baseline = Rows.baseline(results);
    List<List<String>> lines = new ArrayList<>();
    lines.add(header(results, baseline));
    for (Row row : Rows.of(results)) {
      lines.add(line(row, baseline));
    }
    return align(lines) + System.lineSeparator() + note(results, baseline);
  }

  private static List<String> header(Results results, String baseline) {
    List<String> names = new ArrayList<>(List.of("cell", "unit"));
    for (String engine : results.options().engineNames()) {
      names.addAll(List.of(engine, "limit", "share"));
    }
    for (String engine : results.options().engineNames()) {
      if (!engine.equals(baseline)) {
        names.add(engine + " / " + baseline);
      }
    }
    return names;
  }

  private static List<String> line(Row row, String baseline) {
    List<String> values = new ArrayList<>(List.of(row.cell().label(), row.cell().unit().text()));
    for (Row.Entry entry : row.entries()) {
      values.add(entry.figure().map(figure -> Figures.number(figure.value())).orElse(entry.absence()));
      values.add(entry.bound().map(bound -> Figures.number(bound.figure().value())).orElse(Figures.NONE));
      values.add(Figures.percent(entry.bound().map(Row.Bound::share)));
    }
    for (Row.Entry entry : row.entries()) {
      if (!entry.engine().equals(baseline)) {
        values.add(Figures.times(entry.ratio()) + mark(entry.ratio()));
      }
    }
    return values;
  }

  private static String mark(Optional<Median> ratio) {
    return ratio.filter(median -> median.verdict() == Median.Verdict.TIE).map(median -> " tie").orElse("");
  }

  private static String note(Results results, String baseline) {
    int rounds = results.options().rounds();
    String intervals =
        rounds < Median.FEWEST_ROUNDS
            ? "no interval: fewer than " + Median.FEWEST_ROUNDS + " rounds (a claimed figure takes --rounds 7)"
            : "\"tie\": the 95 % interval of the paired ratios includes 1";
    String ratios = results.options().engines().size() > 1 ? " Ratio above 1: better than " + baseline + "." : "";
    return "Medians of " + rounds + " rounds; " + intervals + ". limit: raw loop of the engine's own design in the same"
        + " round; share: engine / limit." + ratios;
  }

  private static String align(List<List<String>> lines) {
    int columns = lines.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> line : lines) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      for (int i = 0; i < columns; i++) {
        String value = line.get(i);
        String padding = " ".repeat(widths[i] - value.length());
        text.append(i < 2 ? value + padding : padding + value).append(i + 1 < columns ? GAP : "");
      }
      text.append(System.lineSeparator());
    }
    return text.toString();
  }
}
