package io.duolog.bench.statistics;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * The median of a few rounds, and the interval that covers the median of all rounds in 95 of 100 cases. Immutable.
 *
 * <p>The interval is of order statistics: it runs from the k-th smallest to the k-th largest value, with the largest k
 * for which the binomial distribution of "rounds below the median" leaves at most 5 % outside. It assumes nothing about
 * the shape of the noise. Of 7 rounds it is the smallest and the largest.
 *
 * @param value the median
 * @param rounds how many values it stands on
 * @param interval the 95 % interval, if there are at least {@value #FEWEST_ROUNDS} rounds
 */
public record Median(double value, int rounds, Optional<Interval> interval) {
  /** Rounds below which no interval is given. */
  public static final int FEWEST_ROUNDS = 7;

  private static final double OUTSIDE = 0.05;

  /**
   * An interval. Immutable.
   *
   * @param low lower bound
   * @param high upper bound
   */
  public record Interval(double low, double high) {
    /** Whether it includes a value. */
    public boolean includes(double value) {
      return low <= value && value <= high;
    }
  }

  /** What a median of ratios says. */
  public enum Verdict {
    /** There are too few rounds to say. */
    NO_INTERVAL,
    /** The interval includes 1. */
    TIE,
    /** All of the interval is above 1. */
    ABOVE,
    /** All of the interval is below 1. */
    BELOW
  }

  /**
   * The median of some values.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Median of(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("the median of 0 values");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Median(median, sorted.length, interval(sorted));
  }

  private static Optional<Interval> interval(double[] sorted) {
    if (sorted.length < FEWEST_ROUNDS) {
      return Optional.empty();
    }
    int rank = 1;
    while (fewerHeads(sorted.length, rank + 1) * 2 <= OUTSIDE) {
      rank++;
    }
    return Optional.of(new Interval(sorted[rank - 1], sorted[sorted.length - rank]));
  }

  /** The chance that fewer than {@code limit} of {@code coins} fair coins show heads. */
  private static double fewerHeads(int coins, int limit) {
    double ways = 1;
    double sum = 0;
    for (int heads = 0; heads < limit; heads++) {
      sum += ways;
      ways = ways * (coins - heads) / (heads + 1);
    }
    return sum / Math.pow(2, coins);
  }

  /** What this says as the median of ratios. */
  public Verdict verdict() {
    if (interval.isEmpty()) {
      return Verdict.NO_INTERVAL;
    }
    if (interval.get().includes(1)) {
      return Verdict.TIE;
    }
    return value > 1 ? Verdict.ABOVE : Verdict.BELOW;
  }

  /** The interval in words, with two decimals. */
  public String intervalText() {
    return interval
        .map(range -> String.format(Locale.ROOT, "%.2f–%.2f", range.low(), range.high()))
        .orElse("no interval: fewer than " + FEWEST_ROUNDS + " rounds");
  }
}
