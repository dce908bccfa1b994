package io.duolog.record;

import java.io.InputStream;
import java.nio.ByteBuffer;

/** Confined to one thread. Reads a range of a buffer by absolute positions; the buffer's own position stays. */
final class BufferInputStream extends InputStream {

  private final ByteBuffer buffer;
  private final int end;
  private int position;

  BufferInputStream(ByteBuffer buffer, int position, int length) {
    this.buffer = buffer;
    this.position = position;
    this.end = position + length;
  }

  @Override
  public int read() {
    return position < end ? buffer.get(position++) & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int at, int length) {
    if (length == 0) {
      return 0;
    }
    int count = Math.min(length, end - position);
    if (count <= 0) {
      return -1;
    }
    buffer.get(position, target, at, count);
    position += count;
    return count;
  }

  @Override
  public int available() {
    return end - position;
  }
}
