package io.duolog.io.file;

import java.io.IOException;
import java.nio.file.Path;

/** The file is ours and whole, but a later release wrote it. It was not changed. */
public final class NewerFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  public NewerFormatException(Path file, int foundVersion, int newestKnownVersion) {
    super(file + " has format version " + foundVersion + ", the newest known is " + newestKnownVersion);
  }
}
