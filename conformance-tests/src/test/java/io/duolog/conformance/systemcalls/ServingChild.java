package io.duolog.conformance.systemcalls;

import io.duolog.conformance.process.Providers;
import io.duolog.storage.EngineResources;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageProvider;
import io.duolog.storage.TopicPartition;
import io.duolog.storage.TransferMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** The process whose system calls are traced: one consumer catches up over a loopback socket. */
public final class ServingChild {
  static final TopicPartition NAME = new TopicPartition("served", 0);

  private static final int RESPONSE_BYTES = 64 * 1024;

  private ServingChild() {}

  /**
   * Serves the whole partition once and prints what was done.
   *
   * @param args provider, directory, transfer mode
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    StorageProvider provider = Providers.named(args[0]);
    TransferMode mode = TransferMode.valueOf(args[2]);
    try (StorageEngine engine =
            provider.open(Path.of(args[1]), StorageConfig.defaults(), EngineResources.create());
        ServerSocketChannel listener =
            ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketChannel consumer = SocketChannel.open(listener.getLocalAddress());
        SocketChannel server = listener.accept()) {
      Thread discarding = Thread.ofPlatform().name("consumer").start(() -> discard(consumer));
      System.out.println(serve(engine.partitions().find(NAME).orElseThrow(), server, mode));
      server.shutdownOutput();
      discarding.join();
      System.out.println("copied " + engine.stats().copiedBytes());
    }
  }

  private static String serve(PartitionLog log, SocketChannel server, TransferMode mode) throws IOException {
    long sent = 0;
    long responses = 0;
    long calls = 0;
    long pieces = 0;
    long next = 0;
    long end = log.offsets().logEnd();
    while (next < end && log.read(next, RESPONSE_BYTES, ReadOptions.LOG_END) instanceof FetchResult fetched) {
      try {
        responses++;
        pieces += fetched.parts().size();
        while (fetched.remainingBytes() > 0) {
          sent += fetched.transferTo(server, mode);
          calls++;
        }
        next = fetched.nextOffset();
      } finally {
        fetched.release();
      }
    }
    return "sent " + sent + "\nresponses " + responses + "\npieces " + pieces + "\ncalls " + calls;
  }

  private static void discard(SocketChannel consumer) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(RESPONSE_BYTES);
    try {
      int read = 0;
      while (read >= 0) {
        read = consumer.read(buffer.clear());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
