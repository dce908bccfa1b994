package io.duolog.storage.error;

import org.jspecify.annotations.Nullable;

/** The engine was closed before or during the call (F2). */
public final class EngineClosedException extends StorageException {
  private static final long serialVersionUID = 1L;

  /** A fault with its reason, its place and, if there is one, its cause. */
  public EngineClosedException(String message, FaultLocation location, @Nullable Throwable cause) {
    super(message, location, cause);
  }
}
