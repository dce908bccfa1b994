package io.duolog.conformance.workload;

import io.duolog.storage.FetchResult;
import io.duolog.storage.TransferMode;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A real connection of this process to itself. Confined to one thread; the receiving end has a thread of its own. */
public final class Loopback implements AutoCloseable {
  private final SocketChannel sender;
  private final SocketChannel receiver;
  private final ExecutorService receiving =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "loopback-receiver"));

  private Loopback(SocketChannel sender, SocketChannel receiver) {
    this.sender = sender;
    this.receiver = receiver;
  }

  /** Connects. */
  public static Loopback open() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SocketChannel sender = SocketChannel.open(server.getLocalAddress());
      return new Loopback(sender, server.accept());
    }
  }

  /** Transfers the whole result from its first byte, and returns what arrived. */
  public ByteBuffer transfer(FetchResult result, TransferMode mode) throws IOException {
    int size = result.sizeBytes();
    Future<ByteBuffer> arrival = receiving.submit(() -> receive(size));
    result.rewind();
    while (result.remainingBytes() > 0) {
      result.transferTo(sender, mode);
    }
    try {
      return arrival.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while bytes are on their way", e);
    } catch (ExecutionException e) {
      throw new IOException("the receiver failed", e.getCause());
    }
  }

  private ByteBuffer receive(int size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    while (bytes.hasRemaining()) {
      if (receiver.read(bytes) < 0) {
        throw new EOFException("the connection ended after " + bytes.position() + " of " + size + " bytes");
      }
    }
    return bytes.flip();
  }

  /** The sending end. */
  public SocketChannel sender() {
    return sender;
  }

  /** The receiving end. */
  public SocketChannel receiver() {
    return receiver;
  }

  @Override
  public void close() throws IOException {
    sender.close();
    receiver.close();
    receiving.close();
  }
}
