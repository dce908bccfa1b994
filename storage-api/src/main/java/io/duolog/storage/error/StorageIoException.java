package io.duolog.storage.error;

import org.jspecify.annotations.Nullable;

/**
 * The operating system refused a call in a way that ends no failure domain, for instance while opening or reading. The
 * call may be repeated.
 */
public final class StorageIoException extends StorageException {
  private static final long serialVersionUID = 1L;

  /** A fault with its reason, its place and, if there is one, its cause. */
  public StorageIoException(String message, FaultLocation location, @Nullable Throwable cause) {
    super(message, location, cause);
  }
}
