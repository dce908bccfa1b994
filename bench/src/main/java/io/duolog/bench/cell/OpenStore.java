package io.duolog.bench.cell;

import io.duolog.bench.machine.TemporaryTree;
import io.duolog.storage.ConfigKey;
import io.duolog.storage.EngineResources;
import io.duolog.storage.PartitionIdentity;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.StorageProvider;
import io.duolog.storage.TopicPartition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * An engine's store in a directory of the run, at the engine's default configuration, yet without a bound on unsynced
 * data. Confined to its opener.
 */
final class OpenStore implements AutoCloseable {
  private static final String TOPIC = "bench";
  private static final UUID TOPIC_ID = new UUID(0x6475_6f6c_6f67_0001L, 0x6265_6e63_6800_0001L);

  private final Path directory;
  private final StorageEngine engine;
  private final List<PartitionLog> partitions;

  private OpenStore(Path directory, StorageEngine engine, List<PartitionLog> partitions) {
    this.directory = directory;
    this.engine = engine;
    this.partitions = partitions;
  }

  /** Makes a store with some partitions of one topic. */
  static OpenStore create(StorageProvider provider, Path directory, int partitionCount) {
    StorageEngine engine = open(provider, directory);
    try {
      List<PartitionSpec> specs = new ArrayList<>();
      for (int i = 0; i < partitionCount; i++) {
        specs.add(new PartitionSpec(new PartitionIdentity(TOPIC_ID, i), new TopicPartition(TOPIC, i)));
      }
      return new OpenStore(directory, engine, engine.partitions().createAll(specs));
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  /** Opens a store that {@link #create} has made with one partition. */
  static OpenStore reopen(StorageProvider provider, Path directory) {
    StorageEngine engine = open(provider, directory);
    try {
      PartitionLog partition =
          engine
              .partitions()
              .find(new TopicPartition(TOPIC, 0))
              .orElseThrow(() -> new IllegalStateException("the partition is gone after a reopen"));
      return new OpenStore(directory, engine, List.of(partition));
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  private static StorageEngine open(StorageProvider provider, Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + directory + ": " + e.getMessage(), e);
    }
    return provider.open(directory, unbounded(provider), EngineResources.create());
  }

  /** As the originals are by default: nothing is forced because of its amount or age. */
  private static StorageConfig unbounded(StorageProvider provider) {
    StorageConfig config = StorageConfig.defaults();
    for (ConfigKey<Long> bound : List.of(StorageKeys.UNSYNCED_BYTES, StorageKeys.UNSYNCED_AGE_MS)) {
      if (provider.configKeys().contains(bound)) {
        config = config.with(bound, 0L);
      }
    }
    return config;
  }

  StorageEngine engine() {
    return engine;
  }

  PartitionLog partition() {
    return partitions.getFirst();
  }

  PartitionLog[] partitions(int from, int count) {
    return partitions.subList(from, from + count).toArray(PartitionLog[]::new);
  }

  /** Closes the store and keeps it. */
  @Override
  public void close() {
    engine.close();
  }

  /** Throws the store away. */
  void dispose(Disposal how) {
    if (how == Disposal.CLOSE) {
      engine.close();
      TemporaryTree.remove(directory);
    }
  }
}
