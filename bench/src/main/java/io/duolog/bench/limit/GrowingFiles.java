package io.duolog.bench.limit;

import io.duolog.bench.payload.BatchPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Empty files that the raw loops append to. Thread-safe as its channels are; closed by its opener. */
final class GrowingFiles implements AutoCloseable {
  private final List<FileChannel> channels = new ArrayList<>();

  private GrowingFiles() {}

  static GrowingFiles open(Path directory, int count) {
    GrowingFiles files = new GrowingFiles();
    try {
      for (int i = 0; i < count; i++) {
        files.channels.add(
            FileChannel.open(
                directory.resolve("raw-" + i),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE));
      }
      return files;
    } catch (IOException e) {
      files.close();
      throw new UncheckedIOException("cannot create files in " + directory + ": " + e.getMessage(), e);
    }
  }

  FileChannel[] part(int from, int count) {
    return channels.subList(from, from + count).toArray(FileChannel[]::new);
  }

  static ByteBuffer[] views(BatchPool.Share share) {
    return Arrays.stream(share.buffers()).map(buffer -> buffer.nioBuffer().mark()).toArray(ByteBuffer[]::new);
  }

  /** Writes all of a buffer whose mark is at its beginning, and sets it back. */
  static void write(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.reset();
  }

  @Override
  public void close() {
    for (FileChannel channel : channels) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
