package io.duolog.kafka;

import io.duolog.io.file.Disk;
import io.duolog.kafka.partition.LiveLog;
import io.duolog.kafka.partition.PartitionContext;
import io.duolog.kafka.recovery.OpenedStore;
import io.duolog.kafka.recovery.StoreOpening;
import io.duolog.kafka.store.Counters;
import io.duolog.storage.CloseReport;
import io.duolog.storage.EngineEvents;
import io.duolog.storage.EngineResources;
import io.duolog.storage.EngineStats;
import io.duolog.storage.Partitions;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.Registration;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** Thread-safe. An open store. */
final class KafkaStyleEngine implements StorageEngine {
  private final OpenedStore store;
  private final StorePartitions partitions;
  private final Upkeep upkeep;
  private final Closing closing;

  private KafkaStyleEngine(OpenedStore store) {
    this.store = store;
    this.partitions = new StorePartitions(store);
    this.upkeep = Upkeep.start(store);
    this.closing = new Closing(store, upkeep);
  }

  static KafkaStyleEngine open(Disk disk, Path directory, StorageConfig config, EngineResources resources) {
    PartitionContext.Limits limits =
        new PartitionContext.Limits(
            config.value(StorageKeys.FILE_SIZE_BYTES), Math.toIntExact(config.value(StorageKeys.MAX_BATCH_BYTES)));
    return new KafkaStyleEngine(StoreOpening.open(disk, directory, resources, limits));
  }

  @Override
  public Partitions partitions() {
    return partitions;
  }

  @Override
  public void sync() {
    store.life().requireOpen();
    new StoreSync(store.table()).run();
  }

  @Override
  public Registration subscribe(EngineEvents listener) {
    store.life().requireOpen();
    return store.context().listeners().add(Objects.requireNonNull(listener, "listener"));
  }

  @Override
  public EngineStats stats() {
    store.life().requireOpen();
    Counters counters = store.context().counters();
    long unsyncedBytes = store.table().all().stream().mapToLong(LiveLog::unsyncedBytes).sum();
    return new EngineStats(
        counters.appendedBatches.sum(),
        counters.appendedBytes.sum(),
        counters.fetchedBytes.sum(),
        counters.transferredBytes.sum(),
        counters.copiedBytes.sum(),
        counters.forces.sum(),
        unsyncedBytes,
        counters.heldResults.get(),
        Map.of(
            "sealed.segments.count", counters.sealedSegments.get(),
            "rebuilt.index.files.count", counters.rebuiltIndexFiles.get(),
            "throwing.callbacks.count", counters.throwingCallbacks.get(),
            "open.log.files.count", (long) store.openFiles().count(),
            "mapped.index.files.count", (long) store.context().files().liveMappings().get()));
  }

  @Override
  public RecoveryReport recoveryReport() {
    return store.report();
  }

  @Override
  public CloseReport close(Duration limit) {
    return closing.close(limit);
  }
}
