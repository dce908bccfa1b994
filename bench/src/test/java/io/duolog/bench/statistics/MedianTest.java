package io.duolog.bench.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class MedianTest {
  private static Median of(double... values) {
    return Median.of(DoubleStream.of(values).boxed().toList());
  }

  @Test
  void medianIsTheMiddleOrTheMeanOfTheMiddleTwo() {
    assertEquals(2, of(3, 1, 2).value());
    assertEquals(2.5, of(4, 1, 2, 3).value());
    assertThrows(IllegalArgumentException.class, () -> Median.of(List.of()));
  }

  @Test
  void fewerThanSevenRoundsHaveNoInterval() {
    Median six = of(1, 2, 3, 4, 5, 6);
    assertTrue(six.interval().isEmpty());
    assertEquals("no interval: fewer than 7 rounds", six.intervalText());
    assertEquals(Median.Verdict.NO_INTERVAL, six.verdict());
  }

  /** The ranks are those of the tables of the sign test: 1 of 7, 2 of 9, 4 of 15, 6 of 20. */
  @Test
  void intervalRunsBetweenTheTabledRanks() {
    assertEquals(new Median.Interval(1, 7), ranks(7));
    assertEquals(new Median.Interval(1, 8), ranks(8));
    assertEquals(new Median.Interval(2, 8), ranks(9));
    assertEquals(new Median.Interval(4, 12), ranks(15));
    assertEquals(new Median.Interval(6, 15), ranks(20));
  }

  private static Median.Interval ranks(int rounds) {
    List<Double> values = new ArrayList<>();
    for (int i = 1; i <= rounds; i++) {
      values.add((double) i);
    }
    Collections.reverse(values);
    return Median.of(values).interval().orElseThrow();
  }

  @Test
  void intervalCoversTheTrueMedianInNineteenOfTwentyCases() {
    long seed = 20_260_101;
    SplittableRandom random = new SplittableRandom(seed);
    int covered = 0;
    int cases = 20_000;
    for (int i = 0; i < cases; i++) {
      List<Double> values = new ArrayList<>();
      for (int round = 0; round < 15; round++) {
        double uniform = random.nextDouble();
        values.add(uniform * uniform);
      }
      if (Median.of(values).interval().orElseThrow().includes(0.25)) {
        covered++;
      }
    }
    double share = covered / (double) cases;
    assertTrue(share >= 0.95 && share < 0.98, "covered " + share + ", seed " + seed);
  }

  @Test
  void anIntervalThatIncludesOneIsATie() {
    assertEquals(Median.Verdict.TIE, of(0.9, 1.1, 1.2, 1.3, 1.1, 1.2, 1.4).verdict());
    assertEquals(Median.Verdict.ABOVE, of(1.05, 1.1, 1.2, 1.3, 1.1, 1.2, 1.4).verdict());
    assertEquals(Median.Verdict.BELOW, of(0.5, 0.6, 0.7, 0.6, 0.7, 0.8, 0.9).verdict());
  }
}
