package io.duolog.io.faults;

import java.nio.file.Path;

/**
 * One call of the seam; immutable.
 *
 * @param operation which
 * @param path the file or directory; of a rename the new name
 * @param position where in the file, 0 where that has no meaning
 * @param length how many bytes are asked for, 0 where that has no meaning
 */
public record DiskCall(DiskOperation operation, Path path, long position, long length) {
  public String fileName() {
    return path.getFileName().toString();
  }

  public boolean is(DiskOperation wanted, String wantedFileName) {
    return operation == wanted && fileName().equals(wantedFileName);
  }

  @Override
  public String toString() {
    return operation + " " + fileName();
  }
}
