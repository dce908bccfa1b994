package io.duolog.bench.load;

import java.io.IOException;

/** What a producer does with its next batch. Confined to one thread. */
@FunctionalInterface
public interface Action {
  /**
   * Appends, copies or writes one batch.
   *
   * @param index of the batch in the producer's share
   */
  void perform(int index) throws IOException;

  /** Ends what is still under way when the loop has ended; the time it takes is part of the run. */
  default void finish() throws IOException {}
}
