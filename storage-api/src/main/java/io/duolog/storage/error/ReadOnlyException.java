package io.duolog.storage.error;

import org.jspecify.annotations.Nullable;

/** The file system or the store accepts no writes. */
public final class ReadOnlyException extends StorageException {
  private static final long serialVersionUID = 1L;

  /** A fault with its reason, its place and, if there is one, its cause. */
  public ReadOnlyException(String message, FaultLocation location, @Nullable Throwable cause) {
    super(message, location, cause);
  }
}
