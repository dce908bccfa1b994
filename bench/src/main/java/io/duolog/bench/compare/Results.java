package io.duolog.bench.compare;

import io.duolog.bench.payload.Payload;
import java.util.List;
import java.util.Map;

/**
 * All that a comparison has found. Immutable.
 *
 * @param options what was asked for
 * @param payload figures of the records
 * @param deflateRatio how many times smaller DEFLATE makes the records
 * @param capBytes bytes at which a cell ends early
 * @param environment of the runs, by name, in the order of the report
 * @param runs in the order in which they went
 * @param status whether it is whole
 */
public record Results(
    CompareOptions options,
    Payload.Source payload,
    double deflateRatio,
    long capBytes,
    Map<String, String> environment,
    List<Run> runs,
    Status status) {
  /** How a comparison ended. */
  public enum Status {
    /** Every run went well. */
    COMPLETE,
    /** Some runs failed. */
    WITH_FAILURES,
    /** It was stopped before its end. */
    PARTIAL
  }
}
