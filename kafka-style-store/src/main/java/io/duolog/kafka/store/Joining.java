package io.duolog.kafka.store;

import java.util.List;

/** Stateless. Waits for threads to end, whatever interrupts come; an interrupt is handed back afterwards. */
public final class Joining {
  private Joining() {}

  /** Returns when all threads have ended. */
  public static void all(List<Thread> threads) {
    boolean isInterrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          isInterrupted = true;
        }
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
