package io.duolog.bench.compare;

/** The comparison was told to stop; what it has measured is kept. */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Without more words: whoever stopped it knows. */
  public StoppedException() {
    super("stopped");
  }
}
