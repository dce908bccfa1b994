package io.duolog.storage;

/** A listener's place at an engine; closing it ends the calls. Idempotent, thread-safe. */
@FunctionalInterface
public interface Registration extends AutoCloseable {
  @Override
  void close();
}
