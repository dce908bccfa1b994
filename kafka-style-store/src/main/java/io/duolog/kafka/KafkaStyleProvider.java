package io.duolog.kafka;

import io.duolog.io.file.SystemDisk;
import io.duolog.storage.Capability;
import io.duolog.storage.ConfigKey;
import io.duolog.storage.EngineResources;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.StorageProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Immutable. Finds itself through the service loader: one segmented log per partition, served by {@code sendfile}. */
public final class KafkaStyleProvider implements StorageProvider {
  /** For the service loader. */
  public KafkaStyleProvider() {}

  @Override
  public String name() {
    return "kafka-style";
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.PERSISTENCE, Capability.SYNCED_DURABILITY, Capability.ZERO_COPY_TRANSFER);
  }

  @Override
  public List<ConfigKey<?>> configKeys() {
    return StorageKeys.ALL;
  }

  @Override
  public StorageEngine open(Path directory, StorageConfig config, EngineResources resources) {
    config.requireOnly(configKeys());
    return KafkaStyleEngine.open(new SystemDisk(), directory, config, resources);
  }
}
