package io.duolog.record;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Stateless, hence thread-safe. Gzip by the JDK. */
final class GzipCodec implements CompressionCodec {

  private static final int BUFFER_BYTES = 8 * 1024;

  @Override
  public Compression compression() {
    return Compression.GZIP;
  }

  @Override
  public InputStream decompress(InputStream compressed) throws IOException {
    return new GZIPInputStream(compressed, BUFFER_BYTES);
  }
}
