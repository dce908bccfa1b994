package io.duolog.storage;

import java.util.Objects;
import java.util.UUID;

/**
 * What a partition is (P1): a topic's UUID and an index. The topic's name is only an attribute of it. Immutable.
 *
 * @param topicId the topic's identity; a topic that is made again under an old name has a new one (P3)
 * @param index the partition's number within the topic, from 0
 */
public record PartitionIdentity(UUID topicId, int index) {
  /** Rejects the zero UUID, which means "none", and negative indexes. */
  public PartitionIdentity {
    Objects.requireNonNull(topicId, "topicId");
    if (topicId.getMostSignificantBits() == 0 && topicId.getLeastSignificantBits() == 0) {
      throw new IllegalArgumentException("the zero UUID identifies no topic");
    }
    if (index < 0) {
      throw new IllegalArgumentException("partition index " + index + " is negative");
    }
  }

  @Override
  public String toString() {
    return topicId + "-" + index;
  }
}
