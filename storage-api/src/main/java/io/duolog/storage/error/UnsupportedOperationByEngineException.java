package io.duolog.storage.error;

import org.jspecify.annotations.Nullable;

/** The engine does not have the capability that the call belongs to. The message names the capability; see {@link io.duolog.storage.StorageProvider#capabilities()}. */
public final class UnsupportedOperationByEngineException extends StorageException {
  private static final long serialVersionUID = 1L;

  /** A fault with its reason, its place and, if there is one, its cause. */
  public UnsupportedOperationByEngineException(String message, FaultLocation location, @Nullable Throwable cause) {
    super(message, location, cause);
  }
}
