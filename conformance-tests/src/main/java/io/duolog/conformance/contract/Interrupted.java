package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;

/**
 * A thread that others interrupt while it works. Thread-safe: guarded by its monitor, under which interrupts are sent
 * and looked at, so that none is in between.
 */
final class Interrupted {
  private @Nullable Thread worker;
  private long sent;
  private long taken;

  /** Makes the calling thread the one that is interrupted. */
  synchronized void begin() {
    worker = Thread.currentThread();
  }

  /** No interrupt reaches the thread any more, and none is pending. */
  synchronized void end() {
    worker = null;
    Thread.interrupted();
  }

  /** Interrupts the thread if it works. */
  synchronized void interrupt() {
    Thread thread = worker;
    if (thread != null) {
      thread.interrupt();
      sent++;
    }
  }

  /**
   * Takes the interrupt status behind a call.
   *
   * @return whether an interrupt was sent since the last look
   * @throws AssertionError if the status says something else: the call swallowed the interrupt, or made one up
   */
  synchronized boolean take() {
    boolean wasSent = sent > taken;
    taken = sent;
    assertEquals(wasSent, Thread.interrupted(), "the interrupt status behind the call");
    return wasSent;
  }
}
