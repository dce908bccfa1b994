package io.duolog.conformance.reference;

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

/**
 * The in-memory reference engine. Immutable. It declares no capability: nothing outlives the engine, nothing is forced,
 * and transfers copy, which it counts.
 */
public final class ReferenceProvider implements StorageProvider {
  /** The engine's name. */
  public static final String NAME = "reference";

  static final Set<Capability> CAPABILITIES = Set.of();

  /** For the service loader. */
  public ReferenceProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public List<ConfigKey<?>> configKeys() {
    return StorageKeys.ALL;
  }

  /** Opens an empty store; {@code directory} is neither read nor made. */
  @Override
  public StorageEngine open(Path directory, StorageConfig config, EngineResources resources) {
    config.requireOnly(configKeys());
    return new ReferenceEngine(Math.toIntExact(config.value(StorageKeys.MAX_BATCH_BYTES)));
  }
}
