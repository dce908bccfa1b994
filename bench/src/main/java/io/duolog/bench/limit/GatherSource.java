package io.duolog.bench.limit;

import io.duolog.bench.serve.ResponseSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Gathers scattered pieces of a mapped file, one for each batch, into the socket. Offsets are batch numbers. Confined
 * to the server's thread. The views are made once and only moved, so that a response allocates nothing.
 */
final class GatherSource implements ResponseSource {
  /** Bytes between two pieces: what a mixed log keeps there, its frame header. */
  static final int GAP_BYTES = 96;

  private static final int FIRST_VIEWS = 1024;

  private final RawLayout layout;
  private final MappedByteBuffer mapping;
  private ByteBuffer[] pieces = new ByteBuffer[0];
  private int pieceCount;
  private long nextOffset;

  private GatherSource(RawLayout layout, MappedByteBuffer mapping) {
    this.layout = layout;
    this.mapping = mapping;
    grow(FIRST_VIEWS);
  }

  static GatherSource open(RawLayout layout, Path file) {
    layout.write(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MappedByteBuffer mapping = channel.map(FileChannel.MapMode.READ_ONLY, 0, layout.fileBytes());
      return new GatherSource(layout, mapping.load());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot map " + file + ": " + e.getMessage(), e);
    }
  }

  private void grow(int count) {
    int had = pieces.length;
    pieces = Arrays.copyOf(pieces, count);
    for (int i = had; i < count; i++) {
      pieces[i] = mapping.duplicate();
    }
  }

  @Override
  public int prepare(long offset, int maxBytes) {
    long batch = offset;
    int size = 0;
    pieceCount = 0;
    while (batch < layout.batchCount() && (size == 0 || size + layout.sizeBytes(batch) <= maxBytes)) {
      if (pieceCount == pieces.length) {
        grow(2 * pieceCount);
      }
      int position = (int) layout.position(batch);
      int length = layout.sizeBytes(batch);
      pieces[pieceCount].limit(position + length).position(position);
      pieceCount++;
      size += length;
      batch++;
    }
    nextOffset = batch;
    return size;
  }

  @Override
  public long nextOffset() {
    return nextOffset;
  }

  @Override
  public void transferTo(SocketChannel target) throws IOException {
    int first = 0;
    while (first < pieceCount) {
      target.write(pieces, first, pieceCount - first);
      while (first < pieceCount && !pieces[first].hasRemaining()) {
        first++;
      }
    }
  }

  /** The mapping goes with its last view. */
  @Override
  public void close() {
    pieces = new ByteBuffer[0];
  }
}
