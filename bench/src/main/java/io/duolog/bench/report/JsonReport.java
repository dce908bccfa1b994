package io.duolog.bench.report;

import io.duolog.bench.compare.CompareOptions;
import io.duolog.bench.compare.Results;
import io.duolog.bench.compare.Run;
import io.duolog.bench.load.Measurement;
import io.duolog.bench.statistics.Median;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** {@code results.json}: the medians, every raw run and where they were measured. Stateless. */
public final class JsonReport {
  private static final int SCHEMA = 1;
  private static final double[] PERCENTILES = {50, 95, 99, 99.9};

  private JsonReport() {}

  /** Renders the results. */
  public static String render(Results results) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("schema", SCHEMA);
    root.put("status", results.status().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    root.put("options", options(results));
    root.put("payload", payload(results));
    root.put("environment", results.environment());
    root.put("baseline", Rows.baseline(results));
    root.put("cells", Rows.of(results).stream().map(JsonReport::cell).toList());
    root.put("runs", results.runs().stream().map(JsonReport::run).toList());
    return JsonWriter.write(root);
  }

  private static Map<String, Object> options(Results results) {
    CompareOptions options = results.options();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("engines", options.engineNames());
    map.put("rounds", options.rounds());
    map.put("secondsPerCell", options.seconds());
    map.put("byteCapPerCell", results.capBytes());
    map.put("placement", options.serving().placement().name().toLowerCase(Locale.ROOT));
    map.put("transferMode", options.serving().mode().name().toLowerCase(Locale.ROOT));
    return map;
  }

  private static Map<String, Object> payload(Results results) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("source", results.payload().name());
    map.put("records", results.payload().records());
    map.put("bytes", results.payload().bytes());
    map.put("smallestBytes", results.payload().smallestBytes());
    map.put("medianBytes", results.payload().medianBytes());
    map.put("largestBytes", results.payload().largestBytes());
    map.put("deflateRatio", results.deflateRatio());
    return map;
  }

  private static Map<String, Object> cell(Row row) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("cell", row.cell().label());
    map.put("title", row.cell().title());
    map.put("unit", row.cell().unit().text());
    map.put("moreIsBetter", row.cell().unit().moreIsBetter());
    map.put("engines", row.entries().stream().map(JsonReport::entry).toList());
    return map;
  }

  private static Map<String, Object> entry(Row.Entry entry) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("engine", entry.engine());
    map.put("median", entry.figure().map(Median::value));
    map.put("rounds", entry.rounds());
    map.put("limit", entry.bound().map(bound -> bound.limit().label()));
    map.put("limitMedian", entry.bound().map(bound -> bound.figure().value()));
    map.put("shareOfLimit", entry.bound().map(bound -> median(bound.share())));
    map.put("ratioToBaseline", entry.ratio().map(JsonReport::median));
    map.put("failure", entry.failure());
    map.put("inapplicable", entry.inapplicable());
    return map;
  }

  private static Map<String, Object> median(Median median) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("median", median.value());
    map.put("pairs", median.rounds());
    map.put("interval95", median.interval().map(range -> List.of(range.low(), range.high())));
    map.put("verdict", median.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    return map;
  }

  private static Map<String, Object> run(Run run) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("round", run.round());
    map.put("subject", run.subject());
    map.put("label", run.label());
    Optional<Measurement> measured = run.measurement();
    measured.ifPresent(
        found -> {
          map.put("seconds", found.seconds());
          map.put("records", found.records());
          map.put("bytes", found.bytes());
          map.putAll(new TreeMap<>(found.extras()));
          Map<String, Object> latencies = new TreeMap<>();
          found.histograms().forEach((name, histogram) -> latencies.put(name, latency(histogram)));
          if (!latencies.isEmpty()) {
            map.put("latencyMicroseconds", latencies);
          }
        });
    run.failure().ifPresent(failure -> map.put("failure", failure));
    run.inapplicable().ifPresent(reason -> map.put("inapplicable", reason));
    return map;
  }

  private static Map<String, Object> latency(Histogram histogram) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("samples", histogram.getTotalCount());
    map.put("average", histogram.getMean() / 1e3);
    for (double percentile : PERCENTILES) {
      String name = "p" + String.valueOf(percentile).replace(".0", "");
      map.put(name, histogram.getValueAtPercentile(percentile) / 1e3);
    }
    map.put("max", histogram.getMaxValue() / 1e3);
    return map;
  }
}
