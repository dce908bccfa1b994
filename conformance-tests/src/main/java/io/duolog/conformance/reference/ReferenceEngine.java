package io.duolog.conformance.reference;

import io.duolog.storage.Capability;
import io.duolog.storage.CloseReport;
import io.duolog.storage.EngineEvents;
import io.duolog.storage.EngineStats;
import io.duolog.storage.Partitions;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.Registration;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.UnsupportedOperationByEngineException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A store on the heap. Thread-safe: its parts guard themselves. */
final class ReferenceEngine implements StorageEngine {
  private final Tally tally = new Tally();
  private final Listeners listeners = new Listeners();
  private final ReferencePartitions partitions;

  ReferenceEngine(int maxBatchBytes) {
    partitions = new ReferencePartitions(maxBatchBytes, tally, listeners);
  }

  @Override
  public Partitions partitions() {
    return partitions;
  }

  /** Refuses: memory is never durable. */
  @Override
  public void sync() {
    tally.requireOpen();
    throw new UnsupportedOperationByEngineException("sync", Capability.SYNCED_DURABILITY);
  }

  @Override
  public Registration subscribe(EngineEvents listener) {
    tally.requireOpen();
    return listeners.add(listener);
  }

  @Override
  public EngineStats stats() {
    return tally.stats(listeners.dropped());
  }

  @Override
  public RecoveryReport recoveryReport() {
    return new RecoveryReport(RecoveryReport.Kind.NEW, 0, 0, 0, 0, List.of(), Map.of());
  }

  @Override
  public CloseReport close(Duration limit) {
    return tally.close(limit);
  }
}
