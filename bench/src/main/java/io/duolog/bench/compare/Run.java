package io.duolog.bench.compare;

import io.duolog.bench.load.Measurement;
import java.util.Optional;

/**
 * One run as it went. Immutable.
 *
 * @param round from 1
 * @param subject an engine's name, or {@code limits}
 * @param label of the cell or limit
 * @param measurement what was measured; empty if nothing was
 * @param failure why it failed, on one line
 * @param inapplicable why the engine has no such run, on one line
 */
public record Run(
    int round,
    String subject,
    String label,
    Optional<Measurement> measurement,
    Optional<String> failure,
    Optional<String> inapplicable) {
  /** A run that went well. */
  public static Run measured(int round, String subject, String label, Measurement measurement) {
    return new Run(round, subject, label, Optional.of(measurement), Optional.empty(), Optional.empty());
  }

  /** A run that failed. */
  public static Run failed(int round, String subject, String label, String why) {
    return new Run(round, subject, label, Optional.empty(), Optional.of(why), Optional.empty());
  }

  /** A run that the engine does not have. */
  public static Run inapplicable(int round, String subject, String label, String why) {
    return new Run(round, subject, label, Optional.empty(), Optional.empty(), Optional.of(why));
  }
}
