package io.duolog.kafka.recovery;

import io.duolog.storage.RecoveryReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Thread-safe; guarded by its monitor. Adds up what the recovery report says. */
final class Tally {
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, Long> durations = new LinkedHashMap<>();
  private long scannedBytes;
  private long recoveredBatches;
  private long discardedBytes;
  private int rebuiltFiles;

  synchronized void scanned(long bytes) {
    scannedBytes += bytes;
  }

  synchronized void recoveredBatch() {
    recoveredBatches++;
  }

  synchronized void discarded(long bytes) {
    discardedBytes += bytes;
  }

  synchronized void rebuilt(int files) {
    rebuiltFiles += files;
  }

  synchronized void warn(String warning) {
    warnings.add(warning);
  }

  /** What was warned of so far. */
  synchronized List<String> warnings() {
    return List.copyOf(warnings);
  }

  synchronized void phase(String name, long nanos) {
    durations.put(name, nanos);
  }

  synchronized RecoveryReport report(RecoveryReport.Kind kind) {
    return new RecoveryReport(
        kind, scannedBytes, recoveredBatches, discardedBytes, rebuiltFiles, warnings, durations);
  }
}
