package io.duolog.record;

import java.util.Objects;

/**
 * Immutable. The bytes are no acceptable record batch. The message names the offending value and its limit; {@link
 * #reason()} says which check refused it.
 */
public final class InvalidBatchException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** Which check refused the batch. */
  public enum Reason {
    /** The length field contradicts the bytes at hand, or is less than a header. */
    LENGTH,
    /** The batch is larger than the limit. */
    TOO_LARGE,
    /** The magic byte is no version that ever was. */
    MAGIC,
    /** The checksum does not match. */
    CRC,
    /** The compression id is unknown. */
    COMPRESSION,
    /** A client sent log append time. */
    TIMESTAMP_TYPE,
    /** A client sent a control batch, or flags that only a log may carry. */
    CONTROL,
    /** A timestamp is out of bounds or contradicts the records. */
    TIMESTAMP,
    /** Record count and last offset delta contradict each other or the origin. */
    COUNT,
    /** Base offset or an offset delta is out of order or range. */
    OFFSET,
    /** Producer id, epoch, sequence and transaction flag contradict each other. */
    PRODUCER,
    /** A record's lengths contradict each other, or bytes remain behind the last record. */
    RECORD,
    /** The compressed records cannot be decompressed. */
    DECOMPRESSION,
    /** The records decompress to more bytes than the limit. */
    DECOMPRESSED_SIZE
  }

  /** Which check refused the batch. */
  private final Reason reason;

  /**
   * Creates the exception.
   *
   * @param reason which check refused the batch
   * @param message offending value and limit
   */
  public InvalidBatchException(Reason reason, String message) {
    super(reason + ": " + message);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  InvalidBatchException(Reason reason, String message, Throwable cause) {
    super(reason + ": " + message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** Which check refused the batch. */
  public Reason reason() {
    return reason;
  }
}
