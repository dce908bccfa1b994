package io.duolog.conformance.reference;

import io.duolog.storage.CloseReport;
import io.duolog.storage.EngineStats;
import io.duolog.storage.FetchLedger;
import io.duolog.storage.error.EngineClosedException;
import io.duolog.storage.error.FaultLocation;
import java.time.Duration;
import java.util.Map;

/** What an engine has done, and whether it goes on. Thread-safe: guarded by its monitor. */
final class Tally {
  private final FetchLedger results = new FetchLedger();
  private long appendedBatches;
  private long appendedBytes;
  private long fetchedBytes;
  private boolean isClosing;

  /** The results that the engine has handed out. */
  FetchLedger results() {
    return results;
  }

  /** Refuses what begins after the close. */
  synchronized void requireOpen() {
    if (isClosing) {
      throw new EngineClosedException("the engine is closed", FaultLocation.NONE, null);
    }
  }

  synchronized void appended(int sizeBytes) {
    appendedBatches++;
    appendedBytes += sizeBytes;
  }

  synchronized void fetched(int sizeBytes) {
    fetchedBytes += sizeBytes;
  }

  /** Ends the life of the store, and waits for held results. */
  CloseReport close(Duration limit) {
    synchronized (this) {
      isClosing = true;
    }
    return results.close(limit);
  }

  /** Every transfer of this engine copies, so all bytes that were sent are copied bytes. */
  synchronized EngineStats stats(long droppedListeners) {
    return new EngineStats(
        appendedBatches,
        appendedBytes,
        fetchedBytes,
        results.sentBytes(),
        results.sentBytes(),
        0,
        appendedBytes,
        results.heldResults(),
        Map.of("dropped.listeners.count", droppedListeners));
  }
}
