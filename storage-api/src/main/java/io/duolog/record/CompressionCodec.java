package io.duolog.record;

import java.io.IOException;
import java.io.InputStream;

/**
 * Thread-safe. Decompresses the records of batches with one compression. Found through {@link java.util.ServiceLoader};
 * gzip is built in. Engines store compressed batches untouched: a codec is needed only to look inside.
 */
public interface CompressionCodec {

  /** The compression that this codec reads. */
  Compression compression();

  /**
   * A stream of the decompressed records. The caller limits how much it reads, and closes the stream.
   *
   * @param compressed the records as they follow the batch header
   * @throws IOException if the first bytes are not of this compression
   */
  InputStream decompress(InputStream compressed) throws IOException;
}
