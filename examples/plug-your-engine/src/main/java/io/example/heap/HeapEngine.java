package io.example.heap;

import io.duolog.record.BatchOrigin;
import io.duolog.record.BatchValidator;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Capability;
import io.duolog.storage.CapabilityCheck;
import io.duolog.storage.CloseReport;
import io.duolog.storage.EngineEvents;
import io.duolog.storage.EngineStats;
import io.duolog.storage.FetchLedger;
import io.duolog.storage.Origin;
import io.duolog.storage.PartitionDescriptor;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.Partitions;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.Registration;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.TopicPartition;
import io.duolog.storage.error.UnsupportedOperationByEngineException;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Thread-safe: creating is guarded by this. */
final class HeapEngine implements StorageEngine, Partitions {
  static final Set<Capability> CAPABILITIES = Set.of();

  private final int maxBatchBytes;
  private final Map<TopicPartition, HeapLog> logs = new ConcurrentSkipListMap<>();
  private final List<EngineEvents> listeners = new CopyOnWriteArrayList<>();
  private final FetchLedger ledger = new FetchLedger();

  HeapEngine(int maxBatchBytes) {
    this.maxBatchBytes = maxBatchBytes;
  }

  void validate(ByteBuf batch, AppendOptions options) {
    BatchOrigin origin = options.origin() == Origin.CLIENT ? BatchOrigin.CLIENT : BatchOrigin.COORDINATOR;
    CapabilityCheck.append(new BatchValidator(maxBatchBytes).validate(batch, origin), options, CAPABILITIES);
  }

  FetchLedger ledger() {
    return ledger;
  }

  void tell(HeapLog log) {
    for (EngineEvents listener : listeners) {
      try {
        listener.advanced(log, log.offsets().mutable());
      } catch (RuntimeException e) {
        listeners.remove(listener);
      }
    }
  }

  @Override
  public Partitions partitions() {
    ledger.requireOpen();
    return this;
  }

  @Override
  public synchronized List<PartitionLog> createAll(List<PartitionSpec> specs) {
    ledger.requireOpen();
    Set<Object> taken = new HashSet<>(logs.keySet());
    logs.values().forEach(log -> taken.add(log.descriptor().identity()));
    for (PartitionSpec spec : specs) {
      if (!taken.add(spec.name()) || !taken.add(spec.identity())) {
        throw new IllegalArgumentException(spec + " exists, or occurs twice");
      }
    }
    List<PartitionLog> created = new ArrayList<>();
    for (PartitionSpec spec : specs) {
      HeapLog log = new HeapLog(this, new PartitionDescriptor(spec, logs.size(), 0));
      logs.put(spec.name(), log);
      created.add(log);
    }
    return created;
  }

  @Override
  public Optional<PartitionLog> find(TopicPartition name) {
    ledger.requireOpen();
    return Optional.ofNullable(logs.get(name));
  }

  @Override
  public List<PartitionDescriptor> list() {
    ledger.requireOpen();
    return logs.values().stream().map(HeapLog::descriptor).toList();
  }

  @Override
  public void sync() {
    ledger.requireOpen();
    throw new UnsupportedOperationByEngineException("sync", Capability.SYNCED_DURABILITY);
  }

  @Override
  public Registration subscribe(EngineEvents listener) {
    ledger.requireOpen();
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public EngineStats stats() {
    long bytes = logs.values().stream().mapToLong(HeapLog::sizeBytes).sum();
    long sent = ledger.sentBytes();
    return new EngineStats(0, bytes, sent, sent, sent, 0, 0, ledger.heldResults(), Map.of());
  }

  @Override
  public RecoveryReport recoveryReport() {
    return new RecoveryReport(RecoveryReport.Kind.NEW, 0, 0, 0, 0, List.of(), Map.of());
  }

  @Override
  public CloseReport close(Duration limit) {
    return ledger.close(limit);
  }
}
