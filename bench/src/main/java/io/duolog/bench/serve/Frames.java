package io.duolog.bench.serve;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The protocol's two messages. Stateless.
 *
 * <pre>
 * request    offset 8 | maxBytes 4
 * response   nextOffset 8 | sizeBytes 4 | sizeBytes bytes
 * </pre>
 */
final class Frames {
  static final int REQUEST_BYTES = 12;
  static final int RESPONSE_HEADER_BYTES = 12;
  static final int SIZE_POSITION = 8;

  private Frames() {}

  /** Reads until {@code buffer} holds at least {@code bytes}; false if the channel ended before the first. */
  static boolean read(SocketChannel channel, ByteBuffer buffer, int bytes) throws IOException {
    while (buffer.position() < bytes) {
      if (channel.read(buffer) < 0) {
        if (buffer.position() == 0) {
          return false;
        }
        throw new EOFException("the channel ended within a message of " + bytes + " bytes");
      }
    }
    return true;
  }

  static void write(SocketChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
