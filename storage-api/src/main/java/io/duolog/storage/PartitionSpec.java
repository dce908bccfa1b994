package io.duolog.storage;

import java.util.Objects;

/**
 * A partition to be created: its identity and the name that it carries (P1). Immutable.
 *
 * @param identity must not belong to a live partition of the store
 * @param name must not be carried by a live partition of the store; its index equals the identity's
 */
public record PartitionSpec(PartitionIdentity identity, TopicPartition name) {
  /** Rejects a name and an identity with different indexes. */
  public PartitionSpec {
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(name, "name");
    if (identity.index() != name.index()) {
      throw new IllegalArgumentException("index " + identity.index() + " of the identity is not that of " + name);
    }
  }
}
