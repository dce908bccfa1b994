package io.duolog.kafka;

import io.duolog.kafka.recovery.OpenedStore;
import io.duolog.storage.PartitionDescriptor;
import io.duolog.storage.PartitionIdentity;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.Partitions;
import io.duolog.storage.TopicPartition;
import java.util.List;
import java.util.Optional;

/** Thread-safe. The partitions of an open store, as the SPI shows them. */
final class StorePartitions implements Partitions {
  private final OpenedStore store;

  StorePartitions(OpenedStore store) {
    this.store = store;
  }

  @Override
  public List<PartitionLog> createAll(List<PartitionSpec> specs) {
    return store.creation().create(List.copyOf(specs));
  }

  @Override
  public Optional<PartitionLog> find(TopicPartition name) {
    store.life().requireOpen();
    return store.table().find(name).map(PartitionLog.class::cast);
  }

  @Override
  public Optional<PartitionLog> find(PartitionIdentity identity) {
    store.life().requireOpen();
    return store.table().find(identity).map(PartitionLog.class::cast);
  }

  @Override
  public List<PartitionDescriptor> list() {
    store.life().requireOpen();
    return store.table().descriptors();
  }
}
