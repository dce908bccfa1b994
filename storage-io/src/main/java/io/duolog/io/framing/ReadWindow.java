package io.duolog.io.framing;

import io.duolog.io.file.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Confined to one scan. A sliding view of a file in one reused heap buffer, big-endian. Reading forward costs one
 * system call a window; a checksum over it cannot meet a faulting page (rule E4).
 */
public final class ReadWindow {
  private final Disk disk;
  private final FileChannel channel;
  private ByteBuffer bytes;
  private long firstPosition;
  private int length;
  private int index;

  /**
   * @param windowBytes how much is read at a time; a longer structure enlarges the buffer for good
   */
  public ReadWindow(Disk disk, FileChannel channel, int windowBytes) {
    if (windowBytes < 1) {
      throw new IllegalArgumentException("window must be positive: " + windowBytes);
    }
    this.disk = disk;
    this.channel = channel;
    this.bytes = ByteBuffer.allocate(windowBytes);
  }

  /**
   * Brings a range of the file to hand, as the file is at the time the window moves. Whoever takes {@code count} from
   * the file checks it against a limit first: that much heap is used.
   *
   * @return false if the file ends inside the range; {@link #bytes} and {@link #index} are without meaning then
   */
  public boolean load(long position, int count) throws IOException {
    if (position < firstPosition || position + count > firstPosition + length) {
      fill(position, count);
    }
    index = (int) (position - firstPosition);
    return index + count <= length;
  }

  private void fill(long position, int count) throws IOException {
    if (count > bytes.capacity()) {
      bytes = ByteBuffer.allocate(count);
    }
    firstPosition = position;
    length = 0;
    bytes.clear();
    length = disk.read(channel, bytes, position);
    bytes.clear();
  }

  /** The window; the same buffer until a longer structure is loaded. For absolute access only. */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** Where in {@link #bytes} the range that was loaded last begins. */
  public int index() {
    return index;
  }
}
