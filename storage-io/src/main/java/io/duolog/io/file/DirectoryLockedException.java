package io.duolog.io.file;

import java.io.IOException;
import java.nio.file.Path;

/** Another owner, in this process or in another, holds the directory. Nothing was touched. */
public final class DirectoryLockedException extends IOException {
  private static final long serialVersionUID = 1L;

  DirectoryLockedException(Path directory, String owner) {
    super(directory + " is held by " + owner);
  }
}
