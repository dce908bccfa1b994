package io.duolog.io.file;

import java.io.IOException;
import java.nio.file.Path;

/** The file was closed by its owner before this use. */
public final class ClosedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  public ClosedFileException(Path file) {
    super(file + " is closed");
  }
}
