package io.duolog.storage.error;

/**
 * The caller's leader epoch, or producer epoch, is below the one that the partition has seen (A5, A6). Nothing was
 * written.
 */
public final class FencedException extends StorageException {
  private static final long serialVersionUID = 1L;

  private final long givenEpoch;
  private final long currentEpoch;

  /** A call with {@code givenEpoch} where {@code currentEpoch} is the smallest accepted one. */
  public FencedException(String message, long givenEpoch, long currentEpoch) {
    super(message + ": epoch " + givenEpoch + " is below " + currentEpoch, FaultLocation.NONE, null);
    this.givenEpoch = givenEpoch;
    this.currentEpoch = currentEpoch;
  }

  /** The epoch that the caller gave. */
  public long givenEpoch() {
    return givenEpoch;
  }

  /** The smallest epoch that is accepted. */
  public long currentEpoch() {
    return currentEpoch;
  }
}
