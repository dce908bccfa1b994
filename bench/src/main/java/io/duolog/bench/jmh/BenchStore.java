package io.duolog.bench.jmh;

import io.duolog.bench.machine.DirtyPages;
import io.duolog.bench.machine.TemporaryTree;
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
import java.util.ServiceLoader;
import java.util.UUID;

/** One partition of a store in a temporary directory, which goes with it. Confined to the benchmark's thread. */
final class BenchStore implements AutoCloseable {
  private static final long MOST_BYTES = 1L << 30;
  private static final String TOPIC = "jmh";

  private final Path directory;
  private final StorageEngine engine;
  private final PartitionLog partition;

  private BenchStore(Path directory, StorageEngine engine, PartitionLog partition) {
    this.directory = directory;
    this.engine = engine;
    this.partition = partition;
  }

  /** Opens an empty store of the engine with a name. */
  static BenchStore open(String engineName) {
    StorageProvider provider =
        ServiceLoader.load(StorageProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(found -> found.name().equals(engineName))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no engine named " + engineName + " on the class path"));
    Path directory = temporaryDirectory();
    StorageEngine engine = provider.open(directory, unbounded(), EngineResources.create());
    PartitionIdentity identity = new PartitionIdentity(UUID.nameUUIDFromBytes(new byte[] {1}), 0);
    PartitionLog partition = engine.partitions().create(new PartitionSpec(identity, new TopicPartition(TOPIC, 0)));
    return new BenchStore(directory, engine, partition);
  }

  private static Path temporaryDirectory() {
    try {
      Path parent = Path.of(System.getProperty("duolog.data", System.getProperty("java.io.tmpdir")));
      return Files.createTempDirectory(Files.createDirectories(parent), "jmh-");
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary directory: " + e.getMessage(), e);
    }
  }

  /** Bytes that one store takes before it is replaced: 1 GiB, or less where the kernel would begin to write back. */
  static long capBytes() {
    return Math.min(MOST_BYTES, (long) (DirtyPages.backgroundLimitBytes() * DirtyPages.SHARE_OF_LIMIT));
  }

  PartitionLog partition() {
    return partition;
  }

  /** Closes the store, which forces what was appended, and removes it. */
  @Override
  public void close() {
    try {
      engine.close();
    } finally {
      TemporaryTree.remove(directory);
    }
  }

  /** Nothing is forced because of its amount or age. */
  private static StorageConfig unbounded() {
    return StorageConfig.defaults().with(StorageKeys.UNSYNCED_BYTES, 0L).with(StorageKeys.UNSYNCED_AGE_MS, 0L);
  }
}
