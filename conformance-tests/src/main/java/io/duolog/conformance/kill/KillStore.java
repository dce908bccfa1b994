package io.duolog.conformance.kill;

import io.duolog.storage.EngineResources;
import io.duolog.storage.PartitionIdentity;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.StorageProvider;
import io.duolog.storage.TopicPartition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Stateless. The store that is killed: small files, so that rolls are common, and three partitions. */
public final class KillStore {
  /** How many partitions it has. */
  public static final int PARTITIONS = 3;

  private static final long FILE_SIZE_BYTES = 256 * 1024;
  private static final UUID TOPIC_ID = new UUID(0x4b494c4c, 1);

  private KillStore() {}

  /** Opens it; the caller closes the engine. */
  public static StorageEngine open(StorageProvider provider, Path directory) {
    StorageConfig config =
        StorageConfig.defaults()
            .with(StorageKeys.FILE_SIZE_BYTES, FILE_SIZE_BYTES)
            .with(StorageKeys.MAX_BATCH_BYTES, FILE_SIZE_BYTES / 8);
    return provider.open(directory, config, EngineResources.create());
  }

  /** The partitions, made in one step if they are not there: all of them are, or none is (P1). */
  public static List<PartitionLog> partitions(StorageEngine engine) {
    List<PartitionSpec> specs = new ArrayList<>();
    for (int index = 0; index < PARTITIONS; index++) {
      specs.add(new PartitionSpec(new PartitionIdentity(TOPIC_ID, index), new TopicPartition("kill", index)));
    }
    if (engine.partitions().list().isEmpty()) {
      return engine.partitions().createAll(specs);
    }
    return specs.stream().map(spec -> engine.partitions().find(spec.name()).orElseThrow()).toList();
  }
}
