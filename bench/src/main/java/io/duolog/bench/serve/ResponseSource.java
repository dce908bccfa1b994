package io.duolog.bench.serve;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * What a server sends: an engine's partition, or the pieces of a raw file. Confined to the server's thread; one
 * response at a time.
 */
public interface ResponseSource extends AutoCloseable {
  /**
   * Makes the response to one request ready.
   *
   * @param offset first record that is asked for
   * @param maxBytes largest size, in bytes; a first batch may be larger
   * @return its size, in bytes; 0 if there is nothing from {@code offset} on
   */
  int prepare(long offset, int maxBytes);

  /** The offset behind the response that was made ready. */
  long nextOffset();

  /** Sends all bytes of the response to a blocking channel and lets go of it. */
  void transferTo(SocketChannel target) throws IOException;

  @Override
  void close();
}
