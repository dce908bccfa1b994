package io.duolog.bench.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A loopback connection with a server thread at one end and the consumer at the other. Confined to its opener. */
public final class LoopbackConnection implements AutoCloseable {
  /** Send and receive buffer of both ends, in bytes. */
  public static final int SOCKET_BUFFER_BYTES = 1 << 20;

  private static final long JOIN_MILLIS = 10_000;

  private final SocketChannel client;
  private final ResponseServer server;
  private final Thread serverThread;
  private final ResponseConsumer consumer;

  private LoopbackConnection(SocketChannel client, ResponseServer server) {
    this.client = client;
    this.server = server;
    this.serverThread = new Thread(server, "bench-server");
    this.consumer = new ResponseConsumer(client);
  }

  /** Connects and starts to serve {@code source}, which stays the caller's to close. */
  public static LoopbackConnection open(ResponseSource source, Placement placement) {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SocketChannel client = SocketChannel.open();
      prepare(client);
      client.connect(listener.getLocalAddress());
      SocketChannel accepted = listener.accept();
      prepare(accepted);
      LoopbackConnection connection = new LoopbackConnection(client, new ResponseServer(accepted, source, placement));
      connection.serverThread.start();
      return connection;
    } catch (IOException e) {
      throw new UncheckedIOException("no loopback connection: " + e.getMessage(), e);
    }
  }

  private static void prepare(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
    channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
  }

  /** The consumer's end. */
  public ResponseConsumer consumer() {
    return consumer;
  }

  /** Hangs up and waits for the server's thread. */
  @Override
  public void close() {
    closeQuietly(client);
    try {
      serverThread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Exception failure = server.failure();
    if (failure instanceof RuntimeException fault) {
      throw fault;
    }
  }

  static void closeQuietly(Channel channel) {
    try {
      channel.close();
    } catch (IOException ignored) {
      // The connection has ended either way.
    }
  }
}
