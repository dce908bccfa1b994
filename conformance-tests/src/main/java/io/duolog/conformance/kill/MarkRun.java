package io.duolog.conformance.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.storage.RecoveryReport;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A child that moves a high watermark, killed once, and what is left of the mark. Confined to one thread. */
final class MarkRun {
  private static final long BOUND_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long LOAD_NANOS = TimeUnit.MILLISECONDS.toNanos(1_200);

  private final Path store;
  private final Map<Long, Long> marks = new TreeMap<>();
  private long largestBegun;
  private long killedNanos;

  private MarkRun(Path store) {
    this.store = store;
  }

  /** Loads a new store and kills the process. */
  static MarkRun of(StorageProvider provider, Path store) throws IOException, InterruptedException {
    MarkRun run = new MarkRun(store);
    ChildProcess child =
        ChildProcess.start(List.of(), MarkChild.class, provider.getClass().getName(), store.toString());
    try {
      assertEquals(new Report.Ready(), child.next());
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < LOAD_NANOS) {
        run.add(child.next());
      }
    } finally {
      run.killedNanos = System.nanoTime();
      child.kill(run::add);
    }
    return run;
  }

  private void add(Report report) {
    if (!(report instanceof Report.Marked(long mark, boolean isSet))) {
      throw new AssertionError(report.line());
    }
    largestBegun = Math.max(largestBegun, mark);
    if (isSet) {
      marks.put(mark, System.nanoTime());
    }
  }

  /**
   * Opens the store again; the first open recovers it.
   *
   * @throws AssertionError if the mark is ahead of what was set
   */
  Outcome recover(StorageProvider provider) {
    try (StorageEngine engine = KillStore.open(provider, store)) {
      RecoveryReport report = engine.recoveryReport();
      assertEquals(RecoveryReport.Kind.CRASHED, report.kind());
      long kept = KillStore.partitions(engine).getFirst().offsets().highWatermark();
      assertTrue(kept <= largestBegun, () -> "the mark " + kept + " is ahead of " + largestBegun);
      return new Outcome(kept, oldEnough(), report.scannedBytes());
    }
  }

  /** The largest mark that was set longer ago than the rule allows it to be missing. */
  private long oldEnough() {
    long wanted = 0;
    for (Map.Entry<Long, Long> mark : marks.entrySet()) {
      wanted = killedNanos - mark.getValue() >= BOUND_NANOS ? mark.getKey() : wanted;
    }
    return wanted;
  }

  /**
   * What an open found.
   *
   * @param kept the high watermark
   * @param wanted what it has to be at least
   * @param scannedBytes what was read to find the ends
   */
  record Outcome(long kept, long wanted, long scannedBytes) {
    boolean isInTime() {
      return wanted > 0 && kept >= wanted;
    }
  }
}
