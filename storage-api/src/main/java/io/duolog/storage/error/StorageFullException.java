package io.duolog.storage.error;

import org.jspecify.annotations.Nullable;

/**
 * The disk or a quota has no space for the call (D3). The log was cut back to its last whole batch; appends go on when
 * space returns.
 */
public final class StorageFullException extends StorageException {
  private static final long serialVersionUID = 1L;

  private final long missingBytes;

  /** A full disk, with the bytes that were asked for. */
  public StorageFullException(String message, FaultLocation location, long missingBytes, @Nullable Throwable cause) {
    super(message, location, cause);
    this.missingBytes = missingBytes;
  }

  /** How many bytes were asked for and not given. */
  public long missingBytes() {
    return missingBytes;
  }
}
