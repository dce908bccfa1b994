package io.duolog.storage;

import io.duolog.storage.error.UnsupportedOperationByEngineException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The partitions of an open store. Thread-safe. */
public interface Partitions {
  /**
   * Creates a partition; durable when the method returns (P1).
   *
   * @throws IllegalArgumentException if the identity or the name belongs to a live partition
   * @throws io.duolog.storage.error.StorageException on an operating fault; nothing was created
   */
  default PartitionLog create(PartitionSpec spec) {
    return createAll(List.of(spec)).getFirst();
  }

  /**
   * Creates many partitions in one durable step: all of them or none (P1).
   *
   * @return the partitions, in the order of {@code specs}
   * @throws IllegalArgumentException if an identity or a name belongs to a live partition or occurs twice
   * @throws io.duolog.storage.error.StorageException on an operating fault; nothing was created
   */
  List<PartitionLog> createAll(List<PartitionSpec> specs);

  /** The live partition that carries {@code name}. */
  Optional<PartitionLog> find(TopicPartition name);

  /** The live partition of this identity. Takes time in proportion to the partitions unless the engine overrides it. */
  default Optional<PartitionLog> find(PartitionIdentity identity) {
    return list().stream()
        .filter(partition -> partition.identity().equals(identity))
        .findFirst()
        .flatMap(partition -> find(partition.name()));
  }

  /** All live partitions, ordered by name. */
  List<PartitionDescriptor> list();

  /**
   * Deletes partitions in one atomic, durable step (P2). Unknown identities are ignored. Capability {@link
   * Capability#PARTITION_LIFE}.
   *
   * @return the identities that were live
   */
  @Experimental
  default List<PartitionIdentity> delete(Collection<PartitionIdentity> identities) {
    throw new UnsupportedOperationByEngineException("delete", Capability.PARTITION_LIFE);
  }

  /**
   * Truncates many partitions in one durable step (T1).
   *
   * @param offsets the offset that each partition is cut to
   */
  @Experimental
  default void truncateAll(Map<PartitionIdentity, Long> offsets) {
    throw new UnsupportedOperationByEngineException("truncateAll", Capability.TRUNCATION);
  }

  /**
   * The state that batches alone cannot rebuild, as of {@code offset} (P5).
   *
   * @param offset from the log start to the durable offset
   */
  @Experimental
  default PartitionState exportState(PartitionIdentity identity, long offset) {
    throw new UnsupportedOperationByEngineException("exportState", Capability.PARTITION_LIFE);
  }

  /**
   * Builds a partition aside, to replace the live one of the same identity, or to be a new one (P5). After a crash it
   * is the old one or the new one.
   */
  @Experimental
  default PartitionImport beginImport(PartitionSpec spec, PartitionState state) {
    throw new UnsupportedOperationByEngineException("beginImport", Capability.PARTITION_LIFE);
  }
}
