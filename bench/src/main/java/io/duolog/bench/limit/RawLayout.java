package io.duolog.bench.limit;

import io.duolog.bench.payload.BatchPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Where each batch stands in a raw file: the pool's batches one behind the other, again and again, each with a gap
 * before it. Immutable. Batch numbers count from 0 over the whole file.
 */
final class RawLayout {
  private static final int WRITE_BYTES = 1 << 20;
  private static final int ALIGNMENT = 8;

  private final ByteBuffer[] batches;
  private final long[] frameStarts;
  private final int gapBytes;
  private final long batchCount;

  /**
   * A layout.
   *
   * @param pool the batches
   * @param gapBytes bytes between two batches; 0 leaves them adjacent and unaligned
   * @param fileBytes size of the file, cut down to whole rounds of the pool
   */
  RawLayout(BatchPool pool, int gapBytes, long fileBytes) {
    this.batches = pool.views();
    this.gapBytes = gapBytes;
    this.frameStarts = new long[batches.length + 1];
    for (int i = 0; i < batches.length; i++) {
      long size = (long) gapBytes + batches[i].remaining();
      frameStarts[i + 1] = frameStarts[i] + (gapBytes == 0 ? size : (size + ALIGNMENT - 1) & -ALIGNMENT);
    }
    long rounds = Math.max(1, fileBytes / frameStarts[batches.length]);
    this.batchCount = rounds * batches.length;
  }

  /** How many batches the file holds. */
  long batchCount() {
    return batchCount;
  }

  /** Where a batch begins in the file, behind its gap. */
  long position(long batch) {
    long round = batch / batches.length;
    return round * frameStarts[batches.length] + frameStarts[(int) (batch % batches.length)] + gapBytes;
  }

  int sizeBytes(long batch) {
    return batches[(int) (batch % batches.length)].remaining();
  }

  long fileBytes() {
    return batchCount / batches.length * frameStarts[batches.length];
  }

  /** Writes and forces the file unless a file of that size is there. */
  void write(Path file) {
    try {
      if (Files.exists(file) && Files.size(file) == fileBytes()) {
        return;
      }
      try (FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
        write(channel);
        channel.force(false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private void write(FileChannel channel) throws IOException {
    ByteBuffer staged = ByteBuffer.allocateDirect(Math.max(WRITE_BYTES, 2 * (int) largestFrame()));
    for (long batch = 0; batch < batchCount; batch++) {
      int number = (int) (batch % batches.length);
      int frame = (int) (frameStarts[number + 1] - frameStarts[number]);
      if (staged.remaining() < frame) {
        drain(staged, channel);
      }
      int start = staged.position();
      staged.put(start + gapBytes, batches[number], 0, batches[number].remaining());
      staged.position(start + frame);
    }
    drain(staged, channel);
  }

  private static void drain(ByteBuffer staged, FileChannel channel) throws IOException {
    staged.flip();
    while (staged.hasRemaining()) {
      channel.write(staged);
    }
    staged.clear();
  }

  private long largestFrame() {
    long largest = 0;
    for (int i = 0; i < batches.length; i++) {
      largest = Math.max(largest, frameStarts[i + 1] - frameStarts[i]);
    }
    return largest;
  }
}
