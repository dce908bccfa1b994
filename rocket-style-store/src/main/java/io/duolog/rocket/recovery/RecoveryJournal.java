package io.duolog.rocket.recovery;

import io.duolog.storage.EngineClock;
import io.duolog.storage.RecoveryReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Confined to one opening. Collects what the recovery report says. */
final class RecoveryJournal {
  private final EngineClock clock;
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, Long> phases = new LinkedHashMap<>();
  private RecoveryReport.Kind kind = RecoveryReport.Kind.NEW;
  private long phaseStart;
  private long scannedBytes;
  private long recoveredBatches;
  private long discardedBytes;
  private int rebuiltFiles;

  RecoveryJournal(EngineClock clock) {
    this.clock = clock;
    this.phaseStart = clock.nanoTime();
  }

  void found(RecoveryReport.Kind how) {
    kind = how;
  }

  /** The phase of this name ends here. */
  void phase(String name) {
    long now = clock.nanoTime();
    phases.put(name, now - phaseStart);
    phaseStart = now;
  }

  void scanned(long bytes, long batches, long discarded) {
    scannedBytes = bytes;
    recoveredBatches = batches;
    discardedBytes = discarded;
  }

  void rebuilt(int files) {
    rebuiltFiles += files;
  }

  void warn(String warning) {
    warnings.add(warning);
  }

  RecoveryReport report() {
    return new RecoveryReport(
        kind, scannedBytes, recoveredBatches, discardedBytes, rebuiltFiles, warnings, phases);
  }
}
