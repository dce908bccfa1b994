package io.duolog.kafka.fetch;

/** The leader epochs of a partition. Implementations are thread-safe. */
@FunctionalInterface
public interface LeaderEpochs {
  /** The epoch of the batch at {@code offset}, or -1 if it has none. */
  int epochAt(long offset);
}
