package io.duolog.bench.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The consumer that all serving measurements share: asks for the next bytes, reads the response into one direct buffer
 * and discards it; of the content it looks at nothing, since the response names the next offset. Confined to one
 * thread.
 */
public final class ResponseConsumer {
  private static final int BUFFER_BYTES = 256 * 1024;

  private final SocketChannel channel;
  private final ByteBuffer request = ByteBuffer.allocateDirect(Frames.REQUEST_BYTES);
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private long nextOffset;

  ResponseConsumer(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Asks once and takes the whole response.
   *
   * @return size of the response, in bytes, without its header
   * @throws IOException if the server hung up
   */
  public int fetch(long offset, int maxBytes) throws IOException {
    request.clear().putLong(offset).putInt(maxBytes).flip();
    Frames.write(channel, request);
    buffer.clear();
    if (!Frames.read(channel, buffer, Frames.RESPONSE_HEADER_BYTES)) {
      throw new IOException("the server hung up");
    }
    nextOffset = buffer.getLong(0);
    int size = buffer.getInt(Frames.SIZE_POSITION);
    long left = (long) size - (buffer.position() - Frames.RESPONSE_HEADER_BYTES);
    while (left > 0) {
      buffer.clear();
      int read = channel.read(buffer);
      if (read < 0) {
        throw new IOException("the server hung up within a response");
      }
      left -= read;
    }
    return size;
  }

  /** The offset behind the last response. */
  public long nextOffset() {
    return nextOffset;
  }
}
