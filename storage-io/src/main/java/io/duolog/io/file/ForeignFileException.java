package io.duolog.io.file;

import java.io.IOException;
import java.nio.file.Path;

/** The file is not ours: another program's, another kind of file, or another store's. It was not changed. */
public final class ForeignFileException extends IOException {
  private static final long serialVersionUID = 1L;

  public ForeignFileException(Path file, String detail) {
    super(file + " is foreign: " + detail);
  }
}
