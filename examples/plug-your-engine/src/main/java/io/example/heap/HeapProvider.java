package io.example.heap;

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

/** Immutable. Provides {@link HeapEngine}, which has no optional capability. */
public final class HeapProvider implements StorageProvider {
  @Override
  public String name() {
    return "heap";
  }

  @Override
  public Set<Capability> capabilities() {
    return HeapEngine.CAPABILITIES;
  }

  @Override
  public List<ConfigKey<?>> configKeys() {
    return StorageKeys.ALL;
  }

  @Override
  public StorageEngine open(Path directory, StorageConfig config, EngineResources resources) {
    config.requireOnly(configKeys());
    return new HeapEngine(config.value(StorageKeys.MAX_BATCH_BYTES).intValue());
  }
}
