package io.duolog.storage.error;

import org.jspecify.annotations.Nullable;

/** Another engine, in this process or another, owns the store directory (C7). Nothing in it was touched. */
public final class DirectoryLockedException extends StorageException {
  private static final long serialVersionUID = 1L;

  /** A fault with its reason, its place and, if there is one, its cause. */
  public DirectoryLockedException(String message, FaultLocation location, @Nullable Throwable cause) {
    super(message, location, cause);
  }
}
