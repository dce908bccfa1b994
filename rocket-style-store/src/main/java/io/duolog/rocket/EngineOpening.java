package io.duolog.rocket;

import io.duolog.io.file.DirectoryLock;
import io.duolog.io.file.Disk;
import io.duolog.io.file.ResourceBudget;
import io.duolog.io.file.SystemDisk;
import io.duolog.rocket.fault.Faults;
import io.duolog.rocket.fault.StoreHealth;
import io.duolog.rocket.format.FrameLayout;
import io.duolog.rocket.format.QueueLayout;
import io.duolog.rocket.format.StoreNames;
import io.duolog.rocket.log.FileSizing;
import io.duolog.rocket.log.StoreEnvironment;
import io.duolog.rocket.log.StoreSettings;
import io.duolog.rocket.log.UnsyncedLimits;
import io.duolog.rocket.log.WriteMode;
import io.duolog.rocket.partition.Completions;
import io.duolog.rocket.queue.QueuePages;
import io.duolog.rocket.recovery.OpenedStore;
import io.duolog.rocket.recovery.StoreDirectory;
import io.duolog.rocket.recovery.StoreOpening;
import io.duolog.rocket.store.PartitionTable;
import io.duolog.storage.EngineResources;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stateless. What a store works with, from its configuration. */
final class EngineOpening {
  private static final Logger LOG = LoggerFactory.getLogger(EngineOpening.class);
  private static final long MOST_FILE_BYTES = 2L << 30;
  private static final int MOST_QUEUE_FILE_BYTES = 16 << 20;
  private static final int QUEUE_SHARE = 16;

  private EngineOpening() {}

  /** Checks the configuration and adds what follows from it (E1). */
  static StoreEnvironment environment(
      Disk disk, Path directory, StorageConfig config, EngineResources resources) {
    long asked = config.value(StorageKeys.FILE_SIZE_BYTES);
    if (asked > MOST_FILE_BYTES) {
      throw new IllegalArgumentException(
          StorageKeys.FILE_SIZE_BYTES + " = " + asked + " is above " + MOST_FILE_BYTES + ", the most of this engine");
    }
    int fileBytes = (int) Math.min(asked, MOST_FILE_BYTES - FileSizing.PAGE_BYTES) & -FileSizing.PAGE_BYTES;
    int maxBatch = Math.toIntExact(config.value(StorageKeys.MAX_BATCH_BYTES));
    if (FrameLayout.spanOf(FrameLayout.lengthOf(maxBatch)) > fileBytes) {
      throw new IllegalArgumentException(
          "a file of " + fileBytes + " bytes cannot hold a batch of " + maxBatch + " bytes with its frame");
    }
    Path name = Objects.requireNonNullElse(directory.getFileName(), directory);
    UnsyncedLimits unsynced =
        new UnsyncedLimits(
            config.value(StorageKeys.UNSYNCED_BYTES),
            config.value(StorageKeys.UNSYNCED_AGE_MS),
            config.value(StorageKeys.APPEND_WAIT_MS));
    StoreSettings settings =
        new StoreSettings(
            name.toString(),
            fileBytes,
            queueFileBytes(fileBytes),
            maxBatch,
            unsynced,
            config.value(WriteMode.KEY));
    ResourceBudget budget = LimitedBudget.of(resources);
    return new StoreEnvironment(directory.toAbsolutePath(), disk, budget, resources.clock(), settings);
  }

  /** Opens the store, or leaves nothing behind (F1). */
  static StorageEngine open(StoreEnvironment environment) {
    Path directory = environment.directory();
    try {
      new StoreDirectory(environment.disk(), directory).prepare();
      DirectoryLock lock = DirectoryLock.acquire(environment.disk(), directory, StoreNames.LOCK);
      boolean isDone = false;
      try {
        StorageEngine engine = open(environment, lock);
        isDone = true;
        return engine;
      } finally {
        if (!isDone) {
          lock.close();
        }
      }
    } catch (IOException e) {
      throw Faults.typed("cannot open the store", directory, e);
    }
  }

  private static StorageEngine open(StoreEnvironment asked, DirectoryLock lock) throws IOException {
    List<String> warnings = new ArrayList<>();
    StoreEnvironment environment = asked.with(fitting(asked, warnings));
    StoreHealth health = new StoreHealth(environment.directory());
    Completions completions = new Completions();
    PartitionTable partitions = new PartitionTable();
    OpenedStore store = new StoreOpening(environment, health, completions, partitions, warnings).open();
    health.nameLost(() -> partitions.undurable(store.writing().forces().durable()));
    return new RocketEngine(environment, health, store, completions, lock).start();
  }

  private static StoreSettings fitting(StoreEnvironment environment, List<String> warnings) throws IOException {
    StoreSettings settings = environment.settings();
    long usable = SystemDisk.usableBytes(environment.directory());
    int size = FileSizing.fitting(settings.fileSizeBytes(), settings.maxBatchBytes(), usable);
    if (size < settings.fileSizeBytes()) {
      String warning =
          "files of " + size + " bytes instead of " + settings.fileSizeBytes() + ", as only " + usable + " are free";
      warnings.add(warning);
      LOG.warn("{}: {}", environment.directory(), warning);
    }
    return settings.withFileSize(size);
  }

  private static int queueFileBytes(int fileBytes) {
    int chunk = QueuePages.CHUNK_PAGES * QueueLayout.PAGE_SIZE_BYTES;
    int wanted = Math.min(MOST_QUEUE_FILE_BYTES, fileBytes / QUEUE_SHARE);
    return Math.max(chunk, wanted / chunk * chunk);
  }
}
