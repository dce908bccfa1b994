package io.duolog.storage.error;

import org.jspecify.annotations.Nullable;

/**
 * The partition that this handle or result belongs to was deleted; a partition of the same name made later is another
 * one (P3).
 */
public final class PartitionDeletedException extends StorageException {
  private static final long serialVersionUID = 1L;

  /** A fault with its reason, its place and, if there is one, its cause. */
  public PartitionDeletedException(String message, FaultLocation location, @Nullable Throwable cause) {
    super(message, location, cause);
  }
}
