package io.duolog.bench.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Answers the requests of one connection on a thread of its own until the consumer hangs up. */
final class ResponseServer implements Runnable {
  private final SocketChannel channel;
  private final ResponseSource source;
  private final Placement placement;
  private volatile @Nullable Exception failure;

  ResponseServer(SocketChannel channel, ResponseSource source, Placement placement) {
    this.channel = channel;
    this.source = source;
    this.placement = placement;
  }

  @Override
  public void run() {
    placement.apply();
    ByteBuffer message = ByteBuffer.allocateDirect(Frames.REQUEST_BYTES);
    try {
      while (Frames.read(channel, message.clear().limit(Frames.REQUEST_BYTES), Frames.REQUEST_BYTES)) {
        answer(message);
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    } finally {
      LoopbackConnection.closeQuietly(channel);
    }
  }

  private void answer(ByteBuffer message) throws IOException {
    int size = source.prepare(message.getLong(0), message.getInt(Frames.SIZE_POSITION));
    message.clear().putLong(source.nextOffset()).putInt(size).flip();
    Frames.write(channel, message);
    source.transferTo(channel);
  }

  /** Why it ended early, or null. */
  @Nullable Exception failure() {
    return failure;
  }
}
