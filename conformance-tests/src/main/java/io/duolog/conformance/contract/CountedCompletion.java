package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.duolog.conformance.watch.Eventually;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendRejection;
import io.duolog.storage.error.StorageException;
import org.jspecify.annotations.Nullable;

/** Counts what an append says of its end. Thread-safe: guarded by its monitor. */
final class CountedCompletion implements AppendCompletion {
  private int acknowledgements;
  private long baseOffset = -1;
  private long lastOffset = -1;
  private @Nullable Object refusal;

  @Override
  public synchronized void appended(long base, long last) {
    acknowledgements++;
    baseOffset = base;
    lastOffset = last;
  }

  @Override
  public synchronized void rejected(AppendRejection rejection) {
    refusal = rejection;
  }

  @Override
  public synchronized void failed(StorageException cause) {
    refusal = cause;
  }

  /** Waits until it was told; it must have been told once, and of an acknowledgement. */
  void await() {
    Eventually.quiet(() -> told() == 0 ? "the completion was not told of the end of its append" : "");
    assertEquals(1, told(), "acknowledgements");
    assertEquals("none", String.valueOf(reason()), "refusal");
  }

  /** How often it was told of any end. */
  synchronized int told() {
    return acknowledgements + (refusal == null ? 0 : 1);
  }

  synchronized Object reason() {
    return refusal == null ? "none" : refusal;
  }

  synchronized long baseOffset() {
    return baseOffset;
  }

  synchronized long lastOffset() {
    return lastOffset;
  }
}
