package io.duolog.bench.report;

import io.duolog.bench.compare.Results;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** {@code report.html}: one page that needs nothing but itself. Stateless. */
public final class HtmlReport {
  /** Colours that the style sheet has for engines. */
  static final int COLOURS = 6;

  private static final int MOST_WARNINGS = 12;

  private HtmlReport() {}

  /** Renders the page. */
  public static String render(Results results) {
    List<Row> rows = Rows.of(results);
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.append("<title>Duolog: ").append(escape(title(results))).append("</title>\n");
    page.append("<style>\n").append(style()).append("</style>\n</head>\n<body>\n");
    page.append("<h1>").append(escape(title(results))).append("</h1>\n");
    page.append(paragraph("soft", subtitle(results)));
    page.append(warnings(results));
    page.append("<h2>Figures</h2>\n").append(table(results, rows));
    page.append("<h2>Each cell beside its limit</h2>\n").append(bars(rows));
    page.append(latencies(results));
    page.append("<h2>In the words of other tools</h2>\n<div class=\"lines\">\n");
    SummaryLines.of(results).forEach(line -> page.append(paragraph("", line)));
    page.append("</div>\n<h2>How it was measured</h2>\n").append(list(Notes.method(results)));
    page.append("<h2>What was not measured</h2>\n").append(list(Notes.notMeasured()));
    page.append("<h2>Where</h2>\n").append(facts(results));
    return page.append("</body>\n</html>\n").toString();
  }

  private static String title(Results results) {
    return Figures.enumeration(results.options().engineNames()) + ", measured side by side";
  }

  private static String subtitle(Results results) {
    return String.format(
        Locale.ROOT,
        "%d rounds of %.3g s a cell · %s · records: %s",
        results.options().rounds(),
        results.options().seconds(),
        results.environment().getOrDefault("processor", ""),
        payload(results));
  }

  private static String payload(Results results) {
    return String.format(
        Locale.ROOT,
        "%s; %,d records, %,d bytes, sizes %,d / %,d / %,d bytes (smallest / median / largest), DEFLATE makes them %.1f"
            + " times smaller",
        results.payload().name(),
        results.payload().records(),
        results.payload().bytes(),
        results.payload().smallestBytes(),
        results.payload().medianBytes(),
        results.payload().largestBytes(),
        results.deflateRatio());
  }

  private static String warnings(Results results) {
    StringBuilder text = new StringBuilder();
    if (results.status() == Results.Status.PARTIAL) {
      text.append(paragraph("warning", "Partial: the comparison was stopped before its end."));
    }
    results.runs().stream()
        .filter(run -> run.failure().isPresent())
        .map(run -> "Failed: " + run.subject() + ", " + run.label() + ": " + run.failure().orElse(""))
        .distinct()
        .limit(MOST_WARNINGS)
        .forEach(line -> text.append(paragraph("warning", line)));
    return text.toString();
  }

  private static String table(Results results, List<Row> rows) {
    String baseline = Rows.baseline(results);
    StringBuilder html = new StringBuilder("<table class=\"results\">\n<thead><tr><th>Cell</th><th>unit</th>");
    for (String engine : results.options().engineNames()) {
      html.append("<th>").append(escape(engine)).append("</th><th>its limit</th><th>share</th>");
    }
    for (String engine : results.options().engineNames()) {
      if (!engine.equals(baseline)) {
        html.append("<th>").append(escape(engine + " / " + baseline)).append("</th>");
      }
    }
    html.append("</tr></thead>\n<tbody>\n");
    for (Row row : rows) {
      html.append("<tr>").append(cell("Cell", "", row.cell().title()));
      html.append(cell("unit", "unit", row.cell().unit().text()));
      for (Row.Entry entry : row.entries()) {
        html.append(entryCells(entry));
      }
      for (Row.Entry entry : row.entries()) {
        html.append(entry.engine().equals(baseline) ? "" : ratioCell(entry, baseline));
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody>\n</table>\n").toString();
  }

  private static String entryCells(Row.Entry entry) {
    String figure = entry.figure().map(median -> Figures.number(median.value())).orElse(entry.absence());
    String limit = entry.bound().map(bound -> Figures.number(bound.figure().value())).orElse(Figures.NONE);
    String share = Figures.percent(entry.bound().map(Row.Bound::share));
    return cell(entry.engine(), "main", figure)
        + cell("its limit", "", limit)
        + cell("share of its limit", "", share);
  }

  private static String ratioCell(Row.Entry entry, String baseline) {
    String ratio = Figures.times(entry.ratio());
    boolean interval = entry.ratio().flatMap(median -> median.interval()).isPresent();
    String label = entry.engine() + " / " + baseline;
    return cell(label, "main", interval ? ratio + " (" + Figures.verdict(entry.ratio()) + ")" : ratio);
  }

  private static String cell(String label, String classes, String content) {
    return "<td class=\"" + classes + "\" data-label=\"" + escape(label) + "\">" + escape(content) + "</td>";
  }

  private static String bars(List<Row> rows) {
    StringBuilder html =
        new StringBuilder(
            paragraph(
                "soft", "A bar is the median, the thin marks on it are the rounds; the thin grey bar is the limit."));
    html.append("<div class=\"cards\">\n");
    for (Row row : rows) {
      if (row.entries().stream().anyMatch(entry -> entry.figure().isPresent())) {
        html.append(card(row.cell().title(), BarChart.render(row)));
      }
    }
    return html.append("</div>\n").toString();
  }

  private static String latencies(Results results) {
    List<Latencies.Series> all = Latencies.of(results);
    if (all.isEmpty()) {
      return "";
    }
    StringBuilder html = new StringBuilder("<h2>Latency</h2>\n<div class=\"cards\">\n");
    for (Latencies.Series series : all) {
      html.append(card(series.title(), PercentileChart.render(series, results.options().engineNames())));
    }
    return html.append("</div>\n").toString();
  }

  private static String card(String title, String drawing) {
    return "<section class=\"card\">\n<h3>" + escape(title) + "</h3>\n" + drawing + "</section>\n";
  }

  private static String facts(Results results) {
    StringBuilder html = new StringBuilder("<table class=\"facts\">\n");
    results
        .environment()
        .forEach(
            (name, value) ->
                html.append("<tr><td>").append(escape(name)).append("</td><td>").append(escape(value))
                    .append("</td></tr>\n"));
    return html.append("</table>\n").toString();
  }

  private static String list(List<String> items) {
    StringBuilder html = new StringBuilder("<ul>\n");
    items.forEach(item -> html.append("<li>").append(escape(item)).append("</li>\n"));
    return html.append("</ul>\n").toString();
  }

  private static String paragraph(String classes, String text) {
    return "<p class=\"" + classes + "\">" + escape(text) + "</p>\n";
  }

  private static String escape(String text) {
    return Markup.escape(text);
  }

  private static String style() {
    try (InputStream in = Objects.requireNonNull(HtmlReport.class.getResourceAsStream("report.css"), "report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
