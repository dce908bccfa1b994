package io.duolog.bench.report;

import io.duolog.bench.statistics.Median;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Numbers as people read them. Stateless. */
final class Figures {
  /** Stands where there is no number. */
  static final String NONE = "–";

  private Figures() {}

  /** A figure with the digits that its size deserves; thousands are set apart. */
  static String number(double value) {
    if (value >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
  }

  /** Names with commas, and "and" before the last. */
  static String enumeration(List<String> names) {
    int last = names.size() - 1;
    return last < 1 ? String.join("", names) : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }

  /** A share as a percentage. */
  static String percent(Optional<Median> share) {
    return share.map(found -> String.format(Locale.ROOT, "%.0f %%", found.value() * 100)).orElse(NONE);
  }

  /** A ratio. */
  static String times(Optional<Median> ratio) {
    return ratio.map(found -> String.format(Locale.ROOT, "%.2f×", found.value())).orElse(NONE);
  }

  /** What a ratio says, with its interval. */
  static String verdict(Optional<Median> ratio) {
    if (ratio.isEmpty()) {
      return NONE;
    }
    Median median = ratio.get();
    return switch (median.verdict()) {
      case NO_INTERVAL -> median.intervalText();
      case TIE -> "tie: " + median.intervalText();
      case ABOVE, BELOW -> median.intervalText();
    };
  }
}
