package io.duolog.rocket.recovery;

import io.duolog.io.file.Disk;
import io.duolog.io.framing.ReadWindow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Confined to one scan of one file. Reads it in large steps. If that is not to fail for a place that nobody asks for,
 * what is asked for is read alone around such a place.
 */
final class LogWindow {
  private final Disk disk;
  private final FileChannel channel;
  private final int stepBytes;
  private final boolean isExactAfterFault;
  private final ReadWindow wide;
  private ReadWindow current;
  private long wideFrom;

  LogWindow(Disk disk, FileChannel channel, int stepBytes, boolean isExactAfterFault) {
    this.disk = disk;
    this.channel = channel;
    this.stepBytes = stepBytes;
    this.isExactAfterFault = isExactAfterFault;
    this.wide = new ReadWindow(disk, channel, stepBytes);
    this.current = wide;
  }

  /** As {@link ReadWindow#load}. */
  boolean load(long position, int count) throws IOException {
    if (position >= wideFrom) {
      try {
        current = wide;
        return wide.load(position, count);
      } catch (IOException e) {
        if (!isExactAfterFault) {
          throw e;
        }
        wideFrom = position + stepBytes;
      }
    }
    current = new ReadWindow(disk, channel, count);
    return current.load(position, count);
  }

  /** As {@link ReadWindow#bytes}. */
  ByteBuffer bytes() {
    return current.bytes();
  }

  /** As {@link ReadWindow#index}. */
  int index() {
    return current.index();
  }
}
