package io.duolog.storage.error;

/**
 * A bound of the engine was reached and the call was turned away before it changed anything (E5, D7). Repeat it after
 * the hint.
 */
public final class OverloadedException extends StorageException {
  private static final long serialVersionUID = 1L;

  private final long excessBytes;
  private final long retryAfterNanos;

  /** An overload that is over by {@code excessBytes} and is expected to pass within {@code retryAfterNanos}. */
  public OverloadedException(String message, long excessBytes, long retryAfterNanos) {
    super(message, FaultLocation.NONE, null);
    this.excessBytes = excessBytes;
    this.retryAfterNanos = retryAfterNanos;
  }

  /** By how many bytes the bound would have been passed. */
  public long excessBytes() {
    return excessBytes;
  }

  /** When a repeated call may find room, in nanoseconds from now; 0 when unknown. */
  public long retryAfterNanos() {
    return retryAfterNanos;
  }
}
