package io.duolog.io.file;

import java.io.IOException;
import java.nio.file.Path;

/** A file of ours holds bytes that no crash can explain, or that no checksum confirms. */
public final class CorruptFileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Path file;
  private final long position;

  /**
   * @param file the damaged file
   * @param position the first byte that is known to be bad, or the start of the structure that failed its checksum
   * @param detail what was expected and what was found
   */
  public CorruptFileException(Path file, long position, String detail) {
    super(file + " is corrupt at position " + position + ": " + detail);
    this.file = file;
    this.position = position;
  }

  public Path file() {
    return file;
  }

  public long position() {
    return position;
  }
}
