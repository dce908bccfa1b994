package io.duolog.bench.serve;

import io.duolog.bench.machine.NativeCalls;

/** Where the server's and the consumer's thread run. Both sides of a comparison are placed alike. */
public enum Placement {
  /** Both on the machine's last processor: no wake-up crosses processors, which is the steadier measurement. */
  PINNED,
  /** Wherever the scheduler puts them. */
  FREE;

  /** Places the calling thread. */
  void apply() {
    if (this == PINNED) {
      int last = Runtime.getRuntime().availableProcessors() - 1;
      NativeCalls.system().ifPresent(calls -> calls.pinThread(last));
    }
  }
}
