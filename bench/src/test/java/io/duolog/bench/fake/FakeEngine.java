package io.duolog.bench.fake;

import io.duolog.storage.CloseReport;
import io.duolog.storage.EngineEvents;
import io.duolog.storage.EngineStats;
import io.duolog.storage.FetchLedger;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.PartitionDescriptor;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.Partitions;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.Registration;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Thread-safe. */
final class FakeEngine implements StorageEngine, Partitions {
  private final Map<TopicPartition, FakePartition> byName = new ConcurrentHashMap<>();
  private final FetchLedger ledger = new FetchLedger();
  private final List<EngineEvents> listeners = new CopyOnWriteArrayList<>();

  @Override
  public Partitions partitions() {
    return this;
  }

  @Override
  public List<PartitionLog> createAll(List<PartitionSpec> specs) {
    List<PartitionLog> made = new ArrayList<>();
    for (PartitionSpec spec : specs) {
      FakePartition partition = new FakePartition(this, new PartitionDescriptor(spec, byName.size(), 0));
      byName.put(spec.name(), partition);
      made.add(partition);
    }
    return made;
  }

  @Override
  public Optional<PartitionLog> find(TopicPartition name) {
    return Optional.ofNullable(byName.get(name));
  }

  @Override
  public List<PartitionDescriptor> list() {
    return byName.values().stream().map(FakePartition::descriptor).toList();
  }

  FetchLedger ledger() {
    return ledger;
  }

  void advanced(PartitionLog partition, LogOffsets.Mutable offsets) {
    listeners.forEach(listener -> listener.advanced(partition, offsets));
  }

  @Override
  public void sync() {}

  @Override
  public Registration subscribe(EngineEvents listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public EngineStats stats() {
    return new EngineStats(0, 0, 0, 0, 0, 0, 0, 0, Map.of());
  }

  @Override
  public RecoveryReport recoveryReport() {
    return new RecoveryReport(RecoveryReport.Kind.CLEAN, 0, 0, 0, 0, List.of(), Map.of());
  }

  @Override
  public CloseReport close(Duration limit) {
    return CloseReport.CLEAN;
  }
}
