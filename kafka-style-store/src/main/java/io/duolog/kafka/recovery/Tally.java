package io.duolog.kafka.recovery;

import io.duolog.storage.RecoveryReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Confined to the opening of a store. Adds up what the recovery report says. */
final class Tally {
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, Long> durations = new LinkedHashMap<>();
  private long scannedBytes;
  private long recoveredBatches;
  private long discardedBytes;
  private int rebuiltFiles;

  void scanned(long bytes) {
    scannedBytes += bytes;
  }

  void recoveredBatch() {
    recoveredBatches++;
  }

  void discarded(long bytes) {
    discardedBytes += bytes;
  }

  void rebuilt(int files) {
    rebuiltFiles += files;
  }

  void warn(String warning) {
    warnings.add(warning);
  }

  void phase(String name, long nanos) {
    durations.put(name, nanos);
  }

  RecoveryReport report(RecoveryReport.Kind kind) {
    return new RecoveryReport(
        kind, scannedBytes, recoveredBatches, discardedBytes, rebuiltFiles, warnings, durations);
  }
}
