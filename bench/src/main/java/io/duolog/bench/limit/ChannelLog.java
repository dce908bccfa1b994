package io.duolog.bench.limit;

import io.duolog.bench.load.RunSpec;
import io.duolog.bench.payload.BatchPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A growing file: {@code write} for each batch, {@code fdatasync}. Thread-safe as {@link RawLog} says. */
final class ChannelLog implements RawLog {
  private final GrowingFiles files;
  private final FileChannel channel;

  private ChannelLog(GrowingFiles files) {
    this.files = files;
    this.channel = files.part(0, 1)[0];
  }

  static ChannelLog open(RunSpec spec) {
    return new ChannelLog(GrowingFiles.open(spec.directory(), 1));
  }

  @Override
  public Batches batches(BatchPool.Share share) {
    ByteBuffer[] sources = GrowingFiles.views(share);
    return index -> GrowingFiles.write(channel, sources[index]);
  }

  @Override
  public void force() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() {
    files.close();
  }
}
