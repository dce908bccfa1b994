package io.duolog.bench.report;

import io.duolog.bench.compare.Results;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** The latencies in HdrHistogram's two forms: percentiles in microseconds, and the log that tools merge. Stateless. */
final class HistogramFiles {
  private static final double MICROSECOND = 1e3;
  private static final int TICKS_PER_HALF = 5;

  private HistogramFiles() {}

  static void write(Results results, Path directory) throws IOException {
    for (Latencies.Series series : Latencies.of(results)) {
      Files.createDirectories(directory);
      for (Map.Entry<String, Histogram> entry : series.byEngine().entrySet()) {
        String name = series.fileName(entry.getKey());
        try (PrintStream out = stream(directory.resolve(name + ".hgrm"))) {
          entry.getValue().outputPercentileDistribution(out, TICKS_PER_HALF, MICROSECOND);
        }
        try (PrintStream out = stream(directory.resolve(name + ".hlog"))) {
          HistogramLogWriter log = new HistogramLogWriter(out);
          log.outputComment("nanoseconds; all rounds together");
          log.outputLogFormatVersion();
          log.outputLegend();
          log.outputIntervalHistogram(entry.getValue());
        }
      }
    }
  }

  private static PrintStream stream(Path file) throws IOException {
    OutputStream out = Files.newOutputStream(file);
    return new PrintStream(out, false, StandardCharsets.UTF_8);
  }
}
