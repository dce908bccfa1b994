package io.duolog.rocket.partition;

import io.duolog.storage.AppendCompletion;
import io.duolog.storage.error.StorageException;
import java.util.concurrent.atomic.LongAdder;

/**
 * Thread-safe. Tells callers how their appends ended; a callback that throws is counted and changes nothing, also if
 * it throws an error: it runs on the force thread, which others depend on.
 */
public final class Completions {
  private final LongAdder thrown = new LongAdder();

  /** Nobody was told yet. */
  public Completions() {}

  /** The batch is visible, and as durable as was asked. */
  public void appended(AppendCompletion completion, long baseOffset, long lastOffset) {
    try {
      completion.appended(baseOffset, lastOffset);
    } catch (RuntimeException | AssertionError | LinkageError | VirtualMachineError e) {
      thrown.increment();
    }
  }

  /** The batch is not acknowledged. */
  public void failed(AppendCompletion completion, StorageException cause) {
    try {
      completion.failed(cause);
    } catch (RuntimeException | AssertionError | LinkageError | VirtualMachineError e) {
      thrown.increment();
    }
  }

  /** Callbacks that threw. */
  public long thrown() {
    return thrown.sum();
  }
}
