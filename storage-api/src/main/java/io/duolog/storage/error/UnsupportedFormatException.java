package io.duolog.storage.error;

import org.jspecify.annotations.Nullable;

/**
 * A directory, file or batch is of a format that this engine does not read or write (F3): too new, too old, or not its
 * own. Nothing was changed.
 */
public final class UnsupportedFormatException extends StorageException {
  private static final long serialVersionUID = 1L;

  /** A fault with its reason, its place and, if there is one, its cause. */
  public UnsupportedFormatException(String message, FaultLocation location, @Nullable Throwable cause) {
    super(message, location, cause);
  }
}
