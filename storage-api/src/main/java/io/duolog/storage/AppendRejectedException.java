package io.duolog.storage;

/**
 * Carries an {@link AppendRejection} out of the forms of append that have no other way to return it. Immutable.
 *
 * <p>Not an operating fault: the store is well and the batch left no trace.
 */
public final class AppendRejectedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient AppendRejection rejection;

  /** Carries {@code rejection}. */
  public AppendRejectedException(AppendRejection rejection) {
    super("append rejected: " + rejection);
    this.rejection = rejection;
  }

  /** Why the append was not taken. */
  public AppendRejection rejection() {
    return rejection;
  }
}
