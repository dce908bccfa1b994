package io.duolog.bench.report;

import io.duolog.bench.cell.Cell;
import io.duolog.bench.compare.Results;
import io.duolog.bench.compare.Run;
import io.duolog.bench.load.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * One line for each appending cell and engine in the words of kafka-producer-perf-test, and one for producing and
 * consuming together in those of the OpenMessaging Benchmark. Stateless. MB are of 1,048,576 bytes here, as they are
 * there.
 */
final class SummaryLines {
  private static final double MEBIBYTE = 1 << 20;
  private static final double MILLISECOND = 1e6;

  private SummaryLines() {}

  /** All lines, each with its engine and cell in front. */
  static List<String> of(Results results) {
    List<String> lines = new ArrayList<>();
    for (Latencies.Series series : Latencies.of(results)) {
      series.byEngine().forEach(
          (engine, histogram) -> {
            Measurement total = total(results, engine, series.cell());
            String line = series.timed().equals("append") ? producer(total, histogram) : together(total, histogram);
            lines.add(engine + ", " + series.cell().label() + ": " + line);
          });
    }
    return lines;
  }

  private static Measurement total(Results results, String engine, Cell cell) {
    double seconds = 0;
    long records = 0;
    long bytes = 0;
    for (Run run : results.runs()) {
      if (run.subject().equals(engine) && run.label().equals(cell.label()) && run.measurement().isPresent()) {
        Measurement measured = run.measurement().get();
        seconds += measured.seconds();
        records += measured.records();
        bytes += measured.bytes();
      }
    }
    return Measurement.of(seconds, records, bytes);
  }

  private static String producer(Measurement total, Histogram latency) {
    return String.format(
        Locale.ROOT,
        "%d records sent, %.1f records/sec (%.2f MB/sec), %.4f ms avg latency, %.3f ms max latency, %.4f ms 50th,"
            + " %.4f ms 95th, %.4f ms 99th, %.4f ms 99.9th.",
        total.records(), total.records() / total.seconds(), total.bytes() / total.seconds() / MEBIBYTE,
        latency.getMean() / MILLISECOND, latency.getMaxValue() / MILLISECOND, at(latency, 50), at(latency, 95),
        at(latency, 99), at(latency, 99.9));
  }

  private static String together(Measurement total, Histogram latency) {
    return String.format(
        Locale.ROOT,
        "Pub rate %.1f msg/s / %.1f MB/s | Cons rate %.1f msg/s / %.1f MB/s | End-to-end Latency at the fixed rate (ms)"
            + " avg: %.3f - 50%%: %.3f - 99%%: %.3f - 99.9%%: %.3f - Max: %.3f",
        total.records() / total.seconds(), total.bytes() / total.seconds() / MEBIBYTE,
        total.records() / total.seconds(), total.bytes() / total.seconds() / MEBIBYTE, latency.getMean() / MILLISECOND,
        at(latency, 50), at(latency, 99), at(latency, 99.9), latency.getMaxValue() / MILLISECOND);
  }

  private static double at(Histogram latency, double percentile) {
    return latency.getValueAtPercentile(percentile) / MILLISECOND;
  }
}
