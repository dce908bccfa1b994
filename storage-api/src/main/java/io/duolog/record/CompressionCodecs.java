package io.duolog.record;

import java.util.EnumMap;
import java.util.Map;
import java.util.ServiceLoader;

/** Immutable after loading, hence thread-safe. The codecs that are built in or on the class path. */
final class CompressionCodecs {

  private static final Map<Compression, CompressionCodec> CODECS = load();

  private CompressionCodecs() {}

  static CompressionCodec require(Compression compression) {
    CompressionCodec codec = CODECS.get(compression);
    if (codec == null) {
      throw new UnsupportedCodecException(compression);
    }
    return codec;
  }

  private static Map<Compression, CompressionCodec> load() {
    Map<Compression, CompressionCodec> codecs = new EnumMap<>(Compression.class);
    for (CompressionCodec codec : ServiceLoader.load(CompressionCodec.class, CompressionCodec.class.getClassLoader())) {
      codecs.putIfAbsent(codec.compression(), codec);
    }
    codecs.put(Compression.GZIP, new GzipCodec());
    return codecs;
  }
}
