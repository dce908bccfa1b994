package io.duolog.bench.fake;

import io.duolog.storage.Capability;
import io.duolog.storage.ConfigKey;
import io.duolog.storage.EngineResources;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.StorageProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Opens stores in memory; a store that was closed is found again under its directory, in the same process. */
public final class FakeProvider implements StorageProvider {
  static final String NAME = "fake";

  private static final Map<Path, FakeEngine> STORES = new ConcurrentHashMap<>();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.PERSISTENCE, Capability.SYNCED_DURABILITY);
  }

  @Override
  public List<ConfigKey<?>> configKeys() {
    return StorageKeys.ALL;
  }

  @Override
  public StorageEngine open(Path directory, StorageConfig config, EngineResources resources) {
    config.requireOnly(configKeys());
    return STORES.computeIfAbsent(directory, path -> new FakeEngine());
  }
}
