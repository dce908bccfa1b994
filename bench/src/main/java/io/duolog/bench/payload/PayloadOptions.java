package io.duolog.bench.payload;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the records hold. Immutable.
 *
 * @param sizeBytes size of a made record's value, in bytes
 * @param compressibility share of a made value that is one repeated byte, from 0 to 1
 * @param file a file of records, one a line, which replaces the made ones
 */
public record PayloadOptions(int sizeBytes, double compressibility, Optional<Path> file) {
  /** Value size unless the caller says otherwise, in bytes. */
  public static final int DEFAULT_SIZE_BYTES = 1024;

  /** Largest value, in bytes: with its batch it stays below the engines' default batch limit of 1 MiB. */
  public static final int LARGEST_BYTES = 1_000_000;

  /** Rejects sizes and shares that are out of range. */
  public PayloadOptions {
    if (sizeBytes < 1 || sizeBytes > LARGEST_BYTES) {
      throw new IllegalArgumentException("payload size " + sizeBytes + " is not between 1 and " + LARGEST_BYTES);
    }
    if (!(compressibility >= 0 && compressibility <= 1)) {
      throw new IllegalArgumentException("compressibility " + compressibility + " is not between 0 and 1");
    }
  }

  /** Incompressible values of 1 KiB. */
  public static PayloadOptions usual() {
    return new PayloadOptions(DEFAULT_SIZE_BYTES, 0, Optional.empty());
  }

  /** Loads or makes the records. */
  public Payload load() {
    return file.map(PayloadFile::load).orElseGet(() -> SizedPayload.make(sizeBytes, compressibility));
  }
}
