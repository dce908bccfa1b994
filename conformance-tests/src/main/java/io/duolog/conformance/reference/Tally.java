package io.duolog.conformance.reference;

import io.duolog.storage.EngineStats;
import io.duolog.storage.error.EngineClosedException;
import io.duolog.storage.error.FaultLocation;
import java.time.Duration;
import java.util.Map;

/** What an engine has done and what is held of it. Thread-safe: guarded by its monitor. */
final class Tally {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private long appendedBatches;
  private long appendedBytes;
  private long fetchedBytes;
  private long transferredBytes;
  private int heldResults;
  private boolean closing;
  private boolean closed;

  /** Refuses what begins after the close. */
  synchronized void requireOpen() {
    if (closing) {
      throw new EngineClosedException("the engine is closed", FaultLocation.NONE, null);
    }
  }

  /** Refuses the use of a result after the close has given up waiting for it. */
  synchronized void requireUsable() {
    if (closed) {
      throw new EngineClosedException("the engine of this result is closed", FaultLocation.NONE, null);
    }
  }

  synchronized void appended(int sizeBytes) {
    appendedBatches++;
    appendedBytes += sizeBytes;
  }

  synchronized void handedOut(int sizeBytes) {
    fetchedBytes += sizeBytes;
    heldResults++;
  }

  synchronized void transferred(long sizeBytes) {
    transferredBytes += sizeBytes;
  }

  synchronized void released() {
    heldResults--;
    notifyAll();
  }

  /** Ends the life of the store; waits for held results and returns how many are left. */
  synchronized int close(Duration limit) {
    closing = true;
    long deadline = System.nanoTime() + limit.toNanos();
    boolean interrupted = false;
    for (long left = limit.toNanos(); heldResults > 0 && left > 0; left = deadline - System.nanoTime()) {
      try {
        wait(left / NANOS_PER_MILLI, (int) (left % NANOS_PER_MILLI));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    closed = true;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return heldResults;
  }

  /** Every transfer of this engine copies, so all transferred bytes are copied bytes. */
  synchronized EngineStats stats(long droppedListeners) {
    return new EngineStats(
        appendedBatches,
        appendedBytes,
        fetchedBytes,
        transferredBytes,
        transferredBytes,
        0,
        appendedBytes,
        heldResults,
        Map.of("dropped.listeners.count", droppedListeners));
  }
}
