package io.duolog.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round tick values and their short labels. Stateless. */
final class Axis {
  private static final int MOST_TICKS = 5;
  private static final double LEAST_SHORTENED = 9_999.5;

  private Axis() {}

  /** Ticks from 0 that reach {@code largest} or lie just below it, in steps of 1, 2 or 5 times a power of ten. */
  static List<Double> linear(double largest) {
    double power = Math.pow(10, Math.floor(Math.log10(largest / MOST_TICKS)));
    double step = power;
    for (double factor : new double[] {1, 2, 5, 10}) {
      step = factor * power;
      if (largest / step <= MOST_TICKS) {
        break;
      }
    }
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; i * step <= largest * 1.0001; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** Powers of ten that enclose a range. */
  static List<Double> logarithmic(double smallest, double largest) {
    List<Double> ticks = new ArrayList<>();
    int exponent = (int) Math.floor(Math.log10(smallest));
    double tick;
    do {
      tick = Math.pow(10, exponent++);
      ticks.add(tick);
    } while (tick < largest);
    return ticks;
  }

  /** A value of at most three digits with k, M or G behind it, from ten thousand on. */
  static String compact(double value) {
    if (value >= 1000 && value < LEAST_SHORTENED) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    String[] suffixes = {"", " k", " M", " G"};
    double rest = value;
    int suffix = 0;
    while (rest >= 999.5 && suffix < suffixes.length - 1) {
      rest /= 1000;
      suffix++;
    }
    return digits(rest) + suffixes[suffix];
  }

  private static String digits(double value) {
    if (value == Math.rint(value)) {
      return Long.toString((long) value);
    }
    String text = String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
  }
}
