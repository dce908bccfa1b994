package io.duolog.conformance.reference;

import io.duolog.storage.PartitionDescriptor;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.Partitions;
import io.duolog.storage.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The partitions of one store, by name. Thread-safe: guarded by its monitor. */
final class ReferencePartitions implements Partitions {
  private final int maxBatchBytes;
  private final Tally tally;
  private final Listeners listeners;
  private final Map<TopicPartition, ReferenceLog> logs = new TreeMap<>();

  ReferencePartitions(int maxBatchBytes, Tally tally, Listeners listeners) {
    this.maxBatchBytes = maxBatchBytes;
    this.tally = tally;
    this.listeners = listeners;
  }

  @Override
  public synchronized List<PartitionLog> createAll(List<PartitionSpec> specs) {
    tally.requireOpen();
    List<PartitionSpec> taken = new ArrayList<>(logs.values().stream().map(log -> log.descriptor().spec()).toList());
    for (PartitionSpec spec : specs) {
      for (PartitionSpec other : taken) {
        if (other.identity().equals(spec.identity()) || other.name().equals(spec.name())) {
          throw new IllegalArgumentException(spec + " has the identity or the name of " + other);
        }
      }
      taken.add(spec);
    }
    List<PartitionLog> created = new ArrayList<>();
    for (PartitionSpec spec : specs) {
      PartitionDescriptor descriptor = new PartitionDescriptor(spec, logs.size(), 0);
      ReferenceLog log = new ReferenceLog(descriptor, maxBatchBytes, tally, listeners);
      logs.put(spec.name(), log);
      created.add(log);
    }
    return created;
  }

  @Override
  public synchronized Optional<PartitionLog> find(TopicPartition name) {
    tally.requireOpen();
    return Optional.ofNullable(logs.get(name));
  }

  @Override
  public synchronized List<PartitionDescriptor> list() {
    tally.requireOpen();
    return logs.values().stream().map(ReferenceLog::descriptor).toList();
  }
}
