package io.duolog.storage.error;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a fault was met: a file and a byte position in it, either of which may be unknown. Immutable.
 *
 * @param path the file or directory, or {@code null} when the fault belongs to no file
 * @param position byte position in the file, or {@link #UNKNOWN_POSITION}
 */
public record FaultLocation(@Nullable Path path, long position) {
  /** The position of a fault that belongs to a whole file, or to none. */
  public static final long UNKNOWN_POSITION = -1;

  /** A fault that belongs to no file. */
  public static final FaultLocation NONE = new FaultLocation(null, UNKNOWN_POSITION);

  /** Rejects positions below {@link #UNKNOWN_POSITION}. */
  public FaultLocation {
    if (position < UNKNOWN_POSITION) {
      throw new IllegalArgumentException("position " + position + " is below " + UNKNOWN_POSITION);
    }
  }

  /** A fault of the whole file or directory {@code path}. */
  public static FaultLocation of(Path path) {
    return new FaultLocation(path, UNKNOWN_POSITION);
  }

  /** A fault at byte {@code position} of the file {@code path}. */
  public static FaultLocation of(Path path, long position) {
    return new FaultLocation(path, position);
  }

  @Override
  public String toString() {
    if (path == null) {
      return "no file";
    }
    return position == UNKNOWN_POSITION ? path.toString() : path + " at byte " + position;
  }
}
