package io.duolog.record;

/** Immutable. How the records of a batch are compressed, by the id in the lowest three attribute bits. */
public enum Compression {
  /** The records follow the header as they are. */
  NONE(0),
  /** RFC 1952; read and written by the JDK. */
  GZIP(1),
  /** Needs a {@link CompressionCodec}. */
  SNAPPY(2),
  /** Needs a {@link CompressionCodec}. */
  LZ4(3),
  /** Needs a {@link CompressionCodec}. */
  ZSTD(4);

  private static final Compression[] BY_ID = {NONE, GZIP, SNAPPY, LZ4, ZSTD};

  private final int id;

  Compression(int id) {
    this.id = id;
  }

  /** The id in the attributes. */
  public int id() {
    return id;
  }

  /** Whether {@code id} names a compression. */
  public static boolean isKnown(int id) {
    return id >= 0 && id < BY_ID.length;
  }

  /**
   * The compression with this id.
   *
   * @throws InvalidBatchException with {@link InvalidBatchException.Reason#COMPRESSION} if there is none
   */
  public static Compression byId(int id) {
    if (!isKnown(id)) {
      throw new InvalidBatchException(
          InvalidBatchException.Reason.COMPRESSION, "compression id " + id + ", known are 0 to " + (BY_ID.length - 1));
    }
    return BY_ID[id];
  }
}
