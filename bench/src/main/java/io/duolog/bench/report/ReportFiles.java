package io.duolog.bench.report;

import io.duolog.bench.compare.Results;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes all forms of a result into the output directory. Stateless. */
public final class ReportFiles {
  private ReportFiles() {}

  /** Writes the files; those of an earlier call are replaced. */
  public static void write(Results results, Path output) {
    try {
      Files.createDirectories(output);
      Files.writeString(output.resolve("results.json"), JsonReport.render(results));
      Files.writeString(output.resolve("results.csv"), CsvReport.render(results));
      Files.writeString(output.resolve("report.md"), MarkdownReport.render(results));
      Files.writeString(output.resolve("report.html"), HtmlReport.render(results));
      HistogramFiles.write(results, output.resolve("histograms"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + output + ": " + e.getMessage(), e);
    }
  }
}
