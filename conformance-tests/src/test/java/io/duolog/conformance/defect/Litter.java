package io.duolog.conformance.defect;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What engines that leak leave behind, to be cleared away behind their run. Thread-safe. */
final class Litter {
  private static final Queue<AutoCloseable> KEPT = new ConcurrentLinkedQueue<>();

  private Litter() {}

  static void keep(AutoCloseable one) {
    KEPT.add(one);
  }

  /** Clears everything away. */
  static void sweep() throws Exception {
    for (AutoCloseable one = KEPT.poll(); one != null; one = KEPT.poll()) {
      one.close();
    }
  }
}
