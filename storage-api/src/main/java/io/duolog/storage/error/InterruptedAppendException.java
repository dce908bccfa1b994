package io.duolog.storage.error;

import org.jspecify.annotations.Nullable;

/** An interrupt failed this one call (E6). The append left no trace; the interrupt status of the thread is set. */
public final class InterruptedAppendException extends StorageException {
  private static final long serialVersionUID = 1L;

  /** A fault with its reason, its place and, if there is one, its cause. */
  public InterruptedAppendException(String message, FaultLocation location, @Nullable Throwable cause) {
    super(message, location, cause);
  }
}
