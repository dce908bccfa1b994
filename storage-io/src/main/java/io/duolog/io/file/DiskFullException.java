package io.duolog.io.file;

import java.io.IOException;
import java.nio.file.Path;

/** No space or no quota is left. What the call left behind is the caller's to cut back; trying later is sound. */
public final class DiskFullException extends IOException {
  private static final long serialVersionUID = 1L;

  public DiskFullException(String attempt, IOException cause) {
    super(attempt + ": " + cause.getMessage(), cause);
  }

  public DiskFullException(Path file, long sizeBytes, String reason) {
    super("cannot allocate " + sizeBytes + " bytes for " + file + ": " + reason);
  }
}
