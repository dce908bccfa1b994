package io.duolog.rocket.log;

/** Stateless. Ends threads that are stopped by a flag. */
public final class Threads {
  private Threads() {}

  /** Waits for the end of {@code thread}; an interrupt is handed back afterwards. */
  public static void join(Thread thread) {
    boolean isInterrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
