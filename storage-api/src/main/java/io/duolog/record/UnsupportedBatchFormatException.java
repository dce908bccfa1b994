package io.duolog.record;

/**
 * Immutable. The bytes are messages of format 0 or 1, which were replaced by record batches; nobody converts them here.
 */
public final class UnsupportedBatchFormatException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** The magic byte found. */
  private final byte magic;

  /**
   * Creates the exception.
   *
   * @param magic the magic byte found
   */
  public UnsupportedBatchFormatException(byte magic) {
    super("message format with magic " + magic + " is not supported, only record batches with magic "
        + RecordBatchLayout.MAGIC);
    this.magic = magic;
  }

  /** The magic byte found. */
  public byte magic() {
    return magic;
  }
}
