package io.duolog.record;

import java.util.Objects;

/** Immutable. The batch is sound, but nobody on the class path provides a {@link CompressionCodec} to look inside. */
public final class UnsupportedCodecException extends UnsupportedOperationException {

  private static final long serialVersionUID = 1L;

  /** The compression without a codec. */
  private final Compression compression;

  /**
   * Creates the exception.
   *
   * @param compression the compression without a codec
   */
  public UnsupportedCodecException(Compression compression) {
    super("no " + CompressionCodec.class.getName() + " for " + compression + " is on the class path");
    this.compression = Objects.requireNonNull(compression, "compression");
  }

  /** The compression without a codec. */
  public Compression compression() {
    return compression;
  }
}
