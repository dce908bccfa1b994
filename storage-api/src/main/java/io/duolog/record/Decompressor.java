package io.duolog.record;

import io.duolog.record.InvalidBatchException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Confined to one thread. Decompresses the records of a batch into its own memory, up to a limit. */
final class Decompressor {

  private static final int FIRST_CAPACITY_BYTES = 16 * 1024;

  private final int maxBytes;
  private byte[] bytes = {};

  Decompressor(int maxBytes) {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxDecompressedBytes " + maxBytes + ", at least 1 is needed");
    }
    this.maxBytes = maxBytes;
  }

  /** The decompressed records, from 0 to the limit; valid until the next call. */
  ByteBuffer decompress(RecordBatch batch) {
    CompressionCodec codec = CompressionCodecs.require(batch.compression());
    int from = batch.index() + RecordBatchLayout.RECORDS_AT;
    int length = batch.sizeBytes() - RecordBatchLayout.HEADER_SIZE_BYTES;
    try (InputStream in = codec.decompress(new BufferInputStream(batch.buffer(), from, length))) {
      int size = readAll(in);
      return ByteBuffer.wrap(bytes, 0, size);
    } catch (IOException e) {
      throw new InvalidBatchException(Reason.DECOMPRESSION,
          length + " bytes do not decompress with " + codec.compression(), e);
    }
  }

  private int readAll(InputStream in) throws IOException {
    int size = 0;
    for (;;) {
      if (size == bytes.length && !grow()) {
        if (in.read() < 0) {
          return size;
        }
        throw new InvalidBatchException(Reason.DECOMPRESSED_SIZE, "more than " + maxBytes + " bytes of records");
      }
      int read = in.read(bytes, size, bytes.length - size);
      if (read < 0) {
        return size;
      }
      size += read;
    }
  }

  private boolean grow() {
    if (bytes.length == maxBytes) {
      return false;
    }
    int doubled = (int) Math.min(maxBytes, Math.max(FIRST_CAPACITY_BYTES, 2L * bytes.length));
    bytes = Arrays.copyOf(bytes, doubled);
    return true;
  }
}
