package io.duolog.kafka.partition;

import java.io.IOException;

/** Loads a partition's state from its files at first use. Called once; a call that throws may be repeated. */
@FunctionalInterface
public interface PartsLoader {
  /** The partition as its files have it. */
  LogParts load() throws IOException;

  /** Whether the files are known to be damaged, so that every load throws. */
  default boolean isDamaged() {
    return false;
  }
}
