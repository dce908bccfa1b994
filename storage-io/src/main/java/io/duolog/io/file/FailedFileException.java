package io.duolog.io.file;

import java.io.IOException;
import java.nio.file.Path;

/** An earlier write or force of this file failed for good; nothing is retried. The cause is that first failure. */
public final class FailedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  public FailedFileException(Path file, IOException firstFailure) {
    super(file + " failed earlier: " + firstFailure.getMessage(), firstFailure);
  }
}
