package io.duolog.bench.report;

import io.duolog.bench.compare.Results;
import java.util.ArrayList;
import java.util.List;

/** {@code report.md}: the same as the page, in text. Stateless. */
public final class MarkdownReport {
  private MarkdownReport() {}

  /** Renders the text. */
  public static String render(Results results) {
    StringBuilder text = new StringBuilder("# " + Figures.enumeration(results.options().engineNames()) + "\n\n");
    if (results.status() != Results.Status.COMPLETE) {
      text.append("**").append(results.status() == Results.Status.PARTIAL
          ? "Partial: the comparison was stopped before its end." : "Some runs failed.").append("**\n\n");
    }
    text.append(table(results)).append("\n## In the words of other tools\n\n");
    SummaryLines.of(results).forEach(line -> text.append("* ").append(line).append('\n'));
    text.append("\n## How it was measured\n\n");
    Notes.method(results).forEach(note -> text.append("* ").append(note).append('\n'));
    text.append("\n## What was not measured\n\n");
    Notes.notMeasured().forEach(note -> text.append("* ").append(note).append('\n'));
    text.append("\n## Where\n\n| | |\n|---|---|\n");
    results.environment().forEach((name, value) -> text.append(line(List.of(name, value))));
    return text.toString();
  }

  private static String table(Results results) {
    String baseline = Rows.baseline(results);
    List<String> header = new ArrayList<>(List.of("cell", "unit"));
    for (String engine : results.options().engineNames()) {
      header.addAll(List.of(engine, "limit", "share"));
      if (!engine.equals(baseline)) {
        header.addAll(List.of("× " + baseline, "95 % interval"));
      }
    }
    StringBuilder text = new StringBuilder(line(header));
    text.append(line(header.stream().map(name -> "---").toList()));
    for (Row row : Rows.of(results)) {
      text.append(line(cells(row, baseline)));
    }
    return text.toString();
  }

  private static List<String> cells(Row row, String baseline) {
    List<String> cells = new ArrayList<>(List.of(row.cell().label(), row.cell().unit().text()));
    for (Row.Entry entry : row.entries()) {
      cells.add(entry.figure().map(median -> Figures.number(median.value())).orElse(entry.absence()));
      cells.add(entry.bound().map(bound -> Figures.number(bound.figure().value())).orElse(Figures.NONE));
      cells.add(Figures.percent(entry.bound().map(Row.Bound::share)));
      if (!entry.engine().equals(baseline)) {
        cells.add(Figures.times(entry.ratio()));
        cells.add(Figures.verdict(entry.ratio()));
      }
    }
    return cells;
  }

  private static String line(List<String> cells) {
    StringBuilder line = new StringBuilder("|");
    cells.forEach(cell -> line.append(' ').append(cell.replace("|", "\\|")).append(" |"));
    return line.append('\n').toString();
  }
}
