package io.duolog.storage;

import java.util.Objects;

/**
 * A half-open range of offsets of one partition. Immutable.
 *
 * @param partition whose offsets these are
 * @param firstOffset first offset in the range
 * @param nextOffset first offset behind the range, not below {@code firstOffset}
 */
public record OffsetRange(PartitionIdentity partition, long firstOffset, long nextOffset) {
  /** Rejects negative and inverted ranges. */
  public OffsetRange {
    Objects.requireNonNull(partition, "partition");
    if (firstOffset < 0 || nextOffset < firstOffset) {
      throw new IllegalArgumentException("not a range of offsets: [" + firstOffset + ", " + nextOffset + ")");
    }
  }
}
