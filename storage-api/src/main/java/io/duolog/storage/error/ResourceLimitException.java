package io.duolog.storage.error;

import org.jspecify.annotations.Nullable;

/**
 * A bounded resource of the process, such as mappings or descriptors, is used up (E4). Nothing was half-done; the call
 * may be repeated when others have given back.
 */
public final class ResourceLimitException extends StorageException {
  private static final long serialVersionUID = 1L;

  /** A fault with its reason, its place and, if there is one, its cause. */
  public ResourceLimitException(String message, FaultLocation location, @Nullable Throwable cause) {
    super(message, location, cause);
  }
}
