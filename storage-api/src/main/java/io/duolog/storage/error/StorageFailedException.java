package io.duolog.storage.error;

import io.duolog.storage.OffsetRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A failure domain met its first failed force, or a write that failed with anything but "no space" or "quota", and
 * takes no more appends (D3). Nothing is retried; reads end at the durable offset. Every later append of the domain
 * fails with the same cause.
 */
public final class StorageFailedException extends StorageException {
  private static final long serialVersionUID = 1L;

  private final transient List<OffsetRange> lostRanges;

  /** A final fault with the offset ranges that were readable or pending and may be lost. */
  public StorageFailedException(
      String message, FaultLocation location, List<OffsetRange> lostRanges, @Nullable Throwable cause) {
    super(message, location, cause);
    this.lostRanges = List.copyOf(lostRanges);
  }

  /** The offsets, by partition, that were appended and are not known to be durable. */
  public List<OffsetRange> lostRanges() {
    return lostRanges;
  }
}
