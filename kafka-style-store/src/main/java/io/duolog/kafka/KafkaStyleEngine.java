package io.duolog.kafka;

import io.duolog.io.file.Disk;
import io.duolog.kafka.partition.PartitionContext;
import io.duolog.kafka.recovery.OpenedStore;
import io.duolog.kafka.recovery.StoreOpening;
import io.duolog.kafka.store.Counters;
import io.duolog.kafka.store.UnsyncedBound;
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
import java.util.concurrent.TimeUnit;

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
    return new KafkaStyleEngine(StoreOpening.open(disk, directory, resources, limits(config)));
  }

  private static PartitionContext.Limits limits(StorageConfig config) {
    long fileSizeBytes = config.value(StorageKeys.FILE_SIZE_BYTES);
    long maxBatchBytes = config.value(StorageKeys.MAX_BATCH_BYTES);
    if (maxBatchBytes > fileSizeBytes) {
      throw new IllegalArgumentException(
          StorageKeys.MAX_BATCH_BYTES + " = " + maxBatchBytes + " is above " + StorageKeys.FILE_SIZE_BYTES + " = "
              + fileSizeBytes);
    }
    return new PartitionContext.Limits(
        fileSizeBytes,
        Math.toIntExact(maxBatchBytes),
        new UnsyncedBound.Bounds(
            config.value(StorageKeys.UNSYNCED_BYTES),
            TimeUnit.MILLISECONDS.toNanos(config.value(StorageKeys.UNSYNCED_AGE_MS)),
            TimeUnit.MILLISECONDS.toNanos(config.value(StorageKeys.APPEND_WAIT_MS))));
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
    return new EngineStats(
        counters.appendedBatches.sum(),
        counters.appendedBytes.sum(),
        counters.fetchedBytes.sum(),
        counters.transferredBytes.sum(),
        counters.copiedBytes.sum(),
        counters.forces.sum(),
        store.context().unsynced().bytes(),
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
