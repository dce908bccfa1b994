package io.duolog.bench.report;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Latency over percentile, a line for each engine; time is logarithmic, percentiles go by nines. Stateless. */
final class PercentileChart {
  private static final double WIDTH = 360;
  private static final double HEIGHT = 236;
  private static final double LEFT = 52;
  private static final double RIGHT = 18;
  private static final double TOP = 26;
  private static final double BOTTOM = 44;
  private static final double[] TICKS = {0, 50, 90, 99, 99.9, 99.99};
  private static final double LAST_NINES = 4;
  private static final int STEPS = 80;
  private static final double MICROSECOND = 1e3;

  private PercentileChart() {}

  static String render(Latencies.Series series, List<String> engines) {
    double smallest = Double.MAX_VALUE;
    double largest = 0;
    for (Histogram histogram : series.byEngine().values()) {
      smallest = Math.min(smallest, Math.max(1, histogram.getMinNonZeroValue()) / MICROSECOND);
      largest = Math.max(largest, histogram.getValueAtPercentile(99.99) / MICROSECOND);
    }
    List<Double> ticks = Axis.logarithmic(Math.min(smallest, largest), Math.max(largest, smallest * 1.01));
    Scale scale = new Scale(Math.log10(ticks.getFirst()), Math.log10(ticks.getLast()));
    StringBuilder svg = new StringBuilder(Markup.open(WIDTH, HEIGHT, series.title()));
    for (double tick : ticks) {
      svg.append(Markup.line(LEFT, scale.y(tick), WIDTH - RIGHT, scale.y(tick), "grid"));
      svg.append(Markup.text(LEFT - 5, scale.y(tick) + 4, "tick end", Axis.compact(tick)));
    }
    for (double percentile : TICKS) {
      svg.append(Markup.line(x(percentile), TOP, x(percentile), HEIGHT - BOTTOM, "grid"));
      svg.append(Markup.text(x(percentile), HEIGHT - BOTTOM + 14, "tick middle", percentileLabel(percentile)));
    }
    svg.append(Markup.text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, "axis middle", "percentile of samples (%)"));
    svg.append("<text transform=\"translate(11 " + Markup.at((TOP + HEIGHT - BOTTOM) / 2)
        + ") rotate(-90)\" class=\"axis middle\">time (µs)</text>\n");
    double legend = LEFT;
    for (Map.Entry<String, Histogram> line : series.byEngine().entrySet()) {
      String colour = "e" + engines.indexOf(line.getKey()) % HtmlReport.COLOURS;
      svg.append(path(line.getValue(), scale, colour));
      svg.append(Markup.line(legend, 11, legend + 16, 11, "line " + colour));
      svg.append(Markup.text(legend + 21, 15, "name", line.getKey()));
      legend += 36 + 7.2 * line.getKey().length();
    }
    return svg.append("</svg>\n").toString();
  }

  /** The vertical scale. Immutable. */
  private record Scale(double low, double high) {
    double y(double microseconds) {
      double share = (Math.log10(Math.max(microseconds, 1e-3)) - low) / (high - low);
      return HEIGHT - BOTTOM - Math.clamp(share, 0, 1) * (HEIGHT - BOTTOM - TOP);
    }
  }

  private static String percentileLabel(double percentile) {
    return percentile == Math.rint(percentile) ? Long.toString((long) percentile) : Double.toString(percentile);
  }

  private static double x(double percentile) {
    double nines = -Math.log10(1 - percentile / 100);
    return LEFT + nines / LAST_NINES * (WIDTH - LEFT - RIGHT);
  }

  private static String path(Histogram histogram, Scale scale, String colour) {
    StringBuilder path = new StringBuilder("<path d=\"");
    for (int i = 0; i <= STEPS; i++) {
      double percentile = 100 * (1 - Math.pow(10, -LAST_NINES * i / STEPS));
      path.append(i == 0 ? 'M' : 'L').append(Markup.at(x(percentile))).append(' ');
      path.append(Markup.at(scale.y(histogram.getValueAtPercentile(percentile) / MICROSECOND)));
    }
    return path.append("\" class=\"line ").append(colour).append("\"/>\n").toString();
  }
}
