package io.duolog.storage;

import java.util.Objects;

/**
 * A live partition as the store knows it. Immutable.
 *
 * @param spec identity and name
 * @param incarnation number of this creation, unique in the store and never used again (P3)
 * @param changeEpoch grows with every truncation, reset, deletion and import (P4); this is the value when the
 *     descriptor was taken
 */
public record PartitionDescriptor(PartitionSpec spec, long incarnation, int changeEpoch) {
  /** Rejects a missing spec. */
  public PartitionDescriptor {
    Objects.requireNonNull(spec, "spec");
  }

  /** The identity that {@link #spec} carries. */
  public PartitionIdentity identity() {
    return spec.identity();
  }

  /** The name that {@link #spec} carries. */
  public TopicPartition name() {
    return spec.name();
  }
}
