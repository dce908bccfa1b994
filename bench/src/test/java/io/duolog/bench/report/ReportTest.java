package io.duolog.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.bench.compare.Results;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class ReportTest {
  private static final Pattern DRAWING = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL);
  private static final Pattern AXIS = Pattern.compile("class=\"axis middle\">([^<]*)<");
  private static final Pattern UNIT = Pattern.compile("records/s|MB/s|\\bms\\b|µs|%");

  @TempDir Path directory;

  private final Results results = SampleResults.complete(7, "rocket-style", "kafka-style");

  @Test
  void everyDrawingIsWellFormedAndEachOfItsAxesHasAUnit() throws Exception {
    Matcher drawings = DRAWING.matcher(HtmlReport.render(results));
    int count = 0;
    while (drawings.find()) {
      count++;
      String drawing = drawings.group();
      DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(drawing)));
      Matcher axes = AXIS.matcher(drawing);
      int labelled = 0;
      while (axes.find()) {
        labelled++;
        assertTrue(UNIT.matcher(axes.group(1)).find(), "an axis without a unit: " + axes.group(1));
      }
      assertTrue(labelled >= 1, "a drawing without an axis: " + drawing);
      assertTrue(drawing.contains("<rect") || drawing.contains("<path"), "an empty drawing: " + drawing);
    }
    assertEquals(12 + 10, count);
  }

  @Test
  void pageNeedsNothingButItself() {
    String page = HtmlReport.render(results);
    assertFalse(page.contains("http:") || page.contains("https:") || page.contains("<script"), "it loads something");
    assertFalse(page.contains("NaN") || page.contains("Infinity") || page.contains("Optional"), "it shows rubbish");
    assertTrue(page.contains("Linux &lt;6.18&gt; &amp; others"), "the environment is not escaped");
  }

  @Test
  void everyFormSaysWhatWasNotMeasuredOrIsPartial() {
    Results partial = SampleResults.of(1, Results.Status.PARTIAL, "rocket-style", "kafka-style");
    for (String text : List.of(HtmlReport.render(partial), MarkdownReport.render(partial))) {
      assertTrue(text.contains("Partial"), text);
      assertTrue(text.contains("without a bound on unsynced data"), text);
      assertTrue(text.contains("fewer than 7 rounds"), text);
    }
    assertTrue(JsonReport.render(partial).contains("\"status\": \"partial\""));
  }

  @Test
  void failuresAreShownAndLeaveTheRestWhole() {
    Results broken = SampleResults.withFailure(SampleResults.complete(3, "rocket-style", "kafka-style"));
    assertTrue(HtmlReport.render(broken).contains("it broke, &quot;badly&quot;"));
    assertTrue(TextTable.render(broken).contains("failed"));
    assertTrue(CsvReport.render(broken).contains("\"it broke, \"\"badly\"\"\""));
    assertTrue(JsonReport.render(broken).contains("it broke, \\\"badly\\\""));
  }

  @Test
  void ratiosArePairedWithinRoundsAndTurnedAroundWhereLessIsBetter() {
    for (Row row : Rows.of(results)) {
      Row.Entry rocket = row.entries().get(0);
      Row.Entry kafka = row.entries().get(1);
      assertTrue(kafka.ratio().isEmpty(), "the baseline has no ratio to itself");
      double first = rocket.rounds().getFirst() / kafka.rounds().getFirst();
      double paired = row.cell().unit().moreIsBetter() ? first : 1 / first;
      var interval = rocket.ratio().orElseThrow().interval().orElseThrow();
      assertTrue(interval.low() <= paired + 1e-9 && paired - 1e-9 <= interval.high(), row.cell().label());
    }
  }

  @Test
  void jsonHasEveryRawRunAndRejectsWhatIsNoNumber() {
    String json = JsonReport.render(results);
    assertEquals(results.runs().size(), json.split("\"subject\": ", -1).length - 1);
    assertFalse(json.contains("NaN"));
    assertThrows(IllegalArgumentException.class, () -> JsonWriter.write(Map.of("x", Double.NaN)));
    assertThrows(IllegalArgumentException.class, () -> JsonWriter.write(List.of(new Object())));
    String text = JsonWriter.write(Map.of("a", List.of(1, 2.5, 123450.2, "x\ny")));
    assertEquals("{\n  \"a\": [1, 2.5, 123450, \"x\\ny\"]\n}\n", text);
  }

  @Test
  void csvHasOneLineForEachRun() {
    assertEquals(results.runs().size() + 1, CsvReport.render(results).lines().count());
  }

  @Test
  void tableIsAlignedAndNamesBothEnginesAndTheirLimits() {
    List<String> lines = TextTable.render(results).lines().toList();
    assertTrue(lines.getFirst().contains("rocket-style / kafka-style"), lines.getFirst());
    assertEquals(lines.get(0).length(), lines.get(1).length());
    assertEquals(lines.get(1).length(), lines.get(11).length());
  }

  @Test
  void allFilesAreWritten() throws IOException {
    Results third = SampleResults.complete(3, "rocket-style", "kafka-style", "third-engine");
    ReportFiles.write(third, directory);
    for (String name : List.of("report.html", "report.md", "results.json", "results.csv")) {
      assertTrue(Files.size(directory.resolve(name)) > 500, name);
    }
    Path histogram = directory.resolve("histograms/produce-consume-end-to-end-third-engine.hgrm");
    assertTrue(Files.readString(histogram).contains("0.9999"), "no percentiles");
  }

  @Test
  void axesHaveRoundTicks() {
    assertEquals(List.of(0.0, 500.0, 1000.0, 1500.0), Axis.linear(1700));
    assertEquals(List.of(0.1, 1.0, 10.0, 100.0), Axis.logarithmic(0.3, 50));
    assertEquals("1.5 M", Axis.compact(1_500_000));
    assertEquals("12.3 k", Axis.compact(12_345));
    assertEquals("1 M", Axis.compact(999_700));
    assertEquals("1,380", Axis.compact(1380));
  }
}
