package io.duolog.bench.limit;

import io.duolog.bench.serve.ResponseSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Sends contiguous regions of a file. Offsets are batch numbers. Confined to the server's thread. */
final class SendfileSource implements ResponseSource {
  private final RawLayout layout;
  private final FileChannel channel;
  private long position;
  private int sizeBytes;
  private long nextOffset;

  private SendfileSource(RawLayout layout, FileChannel channel) {
    this.layout = layout;
    this.channel = channel;
  }

  static SendfileSource open(RawLayout layout, Path file) {
    layout.write(file);
    try {
      return new SendfileSource(layout, FileChannel.open(file, StandardOpenOption.READ));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public int prepare(long offset, int maxBytes) {
    long batch = offset;
    int size = 0;
    while (batch < layout.batchCount() && (size == 0 || size + layout.sizeBytes(batch) <= maxBytes)) {
      size += layout.sizeBytes(batch);
      batch++;
    }
    position = layout.position(offset);
    sizeBytes = size;
    nextOffset = batch;
    return size;
  }

  @Override
  public long nextOffset() {
    return nextOffset;
  }

  @Override
  public void transferTo(SocketChannel target) throws IOException {
    long from = position;
    long end = position + sizeBytes;
    while (from < end) {
      from += channel.transferTo(from, end - from, target);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
