package io.duolog.kafka.format;

/** A file is not what is written under its name. */
public final class MalformedContentException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Says what was found. */
  public MalformedContentException(String message) {
    super(message);
  }
}
