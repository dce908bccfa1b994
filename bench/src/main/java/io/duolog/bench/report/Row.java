package io.duolog.bench.report;

import io.duolog.bench.cell.Cell;
import io.duolog.bench.cell.Limit;
import io.duolog.bench.statistics.Median;
import java.util.List;
import java.util.Optional;

/**
 * One cell with what each engine did in it. Immutable.
 *
 * @param cell what was done
 * @param entries of the engines, in the order of the report
 */
public record Row(Cell cell, List<Entry> entries) {
  /**
   * What one engine did. Immutable.
   *
   * @param engine its name
   * @param rounds figure of each round that went well, in the cell's unit
   * @param figure median over the rounds; empty if none went well
   * @param bound the limit of this cell for the engine's design
   * @param ratio paired ratios to the baseline engine, above 1 where this engine is the better one; empty for the
   *     baseline
   * @param failure the first failure, if there was one
   * @param inapplicable why the engine has no such cell
   */
  public record Entry(
      String engine,
      List<Double> rounds,
      Optional<Median> figure,
      Optional<Bound> bound,
      Optional<Median> ratio,
      Optional<String> failure,
      Optional<String> inapplicable) {
    /** Stands where there is no figure. */
    String absence() {
      return inapplicable.isPresent() ? "n/a" : "failed";
    }
  }

  /**
   * A limit beside an engine. Immutable.
   *
   * @param limit which one
   * @param figure its median over the rounds
   * @param share paired ratios of the engine to the limit
   */
  public record Bound(Limit limit, Median figure, Median share) {}
}
