package io.duolog.bench.compare;

/** What the caller asked for cannot be done; the message is one line for a person. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With its message. */
  public UsageException(String message) {
    super(message);
  }
}
