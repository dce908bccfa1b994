package io.duolog.conformance.report;

/** What a test said of a clause, the worst last. */
public enum Outcome {
  /** The engine lacks a capability, and refused as documented. */
  NOT_APPLICABLE,
  /** Shown. */
  PASSED,
  /** A condition of the machine was missing. */
  SKIPPED,
  /** Broken. */
  FAILED;

  /** The worse of two. */
  Outcome and(Outcome other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
