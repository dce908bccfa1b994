package io.duolog.rocket.partition;

/** The frame of a batch in the log. */
public interface PublishedFrame {
  /** Where it begins in the log. */
  long position();

  /** Whether it has become padding, because the append that it stands behind came to nothing. */
  boolean isPadding();
}
