package io.duolog.storage;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What opening a store found and did (C2, C5). Immutable.
 *
 * @param kind which way the store was opened
 * @param scannedBytes log bytes that were read to find the end
 * @param recoveredBatches batches above the durable watermark that were kept
 * @param discardedBytes bytes behind the end that were cut off, or skipped
 * @param rebuiltFiles derived files that were made again
 * @param warnings what a person should know, in words
 * @param durationNanosByPhase time of each phase, in nanoseconds
 */
public record RecoveryReport(
    Kind kind,
    long scannedBytes,
    long recoveredBatches,
    long discardedBytes,
    int rebuiltFiles,
    List<String> warnings,
    Map<String, Long> durationNanosByPhase) {
  /** Which way a store was opened. */
  public enum Kind {
    /** The directory was empty. */
    NEW,
    /** The store had been closed. */
    CLEAN,
    /** The store had not been closed. */
    CRASHED
  }

  /** Copies the collections. */
  public RecoveryReport {
    Objects.requireNonNull(kind, "kind");
    warnings = List.copyOf(warnings);
    durationNanosByPhase = Map.copyOf(durationNanosByPhase);
  }
}
