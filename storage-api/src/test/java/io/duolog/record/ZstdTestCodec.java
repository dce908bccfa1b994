package io.duolog.record;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.internals.BufferSupplier;

/** Stateless. A codec from the class path, as a user would add one; Kafka's client does the work. */
public final class ZstdTestCodec implements CompressionCodec {

  @Override
  public Compression compression() {
    return Compression.ZSTD;
  }

  @Override
  public InputStream decompress(InputStream compressed) throws IOException {
    return org.apache.kafka.common.compress.Compression.zstd().build()
        .wrapForInput(ByteBuffer.wrap(compressed.readAllBytes()), (byte) 2, BufferSupplier.NO_CACHING);
  }
}
