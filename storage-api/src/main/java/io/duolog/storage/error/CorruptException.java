package io.duolog.storage.error;

import org.jspecify.annotations.Nullable;

/**
 * Stored bytes do not carry what was written: a checksum, a length or a continuity check failed (C3, R5, C8). The
 * batches around the damage stay readable.
 */
public final class CorruptException extends StorageException {
  private static final long serialVersionUID = 1L;

  /** A fault with its reason, its place and, if there is one, its cause. */
  public CorruptException(String message, FaultLocation location, @Nullable Throwable cause) {
    super(message, location, cause);
  }
}
