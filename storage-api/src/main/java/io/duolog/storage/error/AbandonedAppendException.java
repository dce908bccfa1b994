package io.duolog.storage.error;

import org.jspecify.annotations.Nullable;

/**
 * An earlier append of the same partition could not be published, so this one, which stood behind it, was turned into
 * padding as well (D2). It left no trace and may be repeated.
 */
public final class AbandonedAppendException extends StorageException {
  private static final long serialVersionUID = 1L;

  /** An append that was given up because of {@code cause}. */
  public AbandonedAppendException(String message, FaultLocation location, @Nullable Throwable cause) {
    super(message, location, cause);
  }
}
