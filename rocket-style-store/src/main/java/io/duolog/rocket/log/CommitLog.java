package io.duolog.rocket.log;

import java.util.Arrays;
import java.util.List;

/**
 * Thread-safe. The files of the log in use, ordered by position; sizes may differ from file to file. Readers see one
 * array, which is replaced whole when a file is added.
 */
public final class CommitLog {
  private volatile LogFile[] files;

  /** A log of these files, ordered by position and without gaps. */
  public CommitLog(List<LogFile> files) {
    this.files = files.toArray(LogFile[]::new);
  }

  /** Adds the file that follows the last one. */
  public synchronized void add(LogFile file) {
    LogFile[] now = files;
    LogFile[] more = Arrays.copyOf(now, now.length + 1);
    more[now.length] = file;
    files = more;
  }

  /** The file that holds {@code position}. */
  public LogFile fileAt(long position) {
    LogFile[] now = files;
    int low = 0;
    int high = now.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (now[middle].firstPosition() <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    if (now.length == 0 || position < now[low].firstPosition() || position >= now[low].nextPosition()) {
      throw new IllegalArgumentException("no file of the log holds position " + position);
    }
    return now[low];
  }

  /** All files, ordered by position. */
  public List<LogFile> files() {
    return List.of(files);
  }

  /** Closes all files; what is leased is unmapped later. Returns how many still are. */
  public int close() {
    int held = 0;
    for (LogFile file : files) {
      file.close();
      held += file.mapped().leaseCount() > 0 ? 1 : 0;
    }
    return held;
  }
}
