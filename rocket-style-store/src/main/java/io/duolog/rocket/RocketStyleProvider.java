package io.duolog.rocket;

import io.duolog.io.file.Disk;
import io.duolog.io.file.SystemDisk;
import io.duolog.rocket.log.WriteMode;
import io.duolog.storage.Capability;
import io.duolog.storage.ConfigKey;
import io.duolog.storage.EngineResources;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.StorageProvider;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Immutable. Opens rocket-style stores: one mixed CommitLog, a ConsumeQueue per partition, gathering writes. */
public final class RocketStyleProvider implements StorageProvider {
  private static final Set<Capability> CAPABILITIES =
      Set.copyOf(
          EnumSet.of(Capability.PERSISTENCE, Capability.SYNCED_DURABILITY, Capability.ZERO_COPY_TRANSFER));

  private static final List<ConfigKey<?>> KEYS =
      Stream.<ConfigKey<?>>concat(StorageKeys.ALL.stream(), Stream.of(WriteMode.KEY)).toList();

  private final Disk disk;

  /** Opens stores on the machine's own file system. */
  public RocketStyleProvider() {
    this(new SystemDisk());
  }

  /** Opens stores on {@code disk}. */
  RocketStyleProvider(Disk disk) {
    this.disk = disk;
  }

  @Override
  public String name() {
    return "rocket-style";
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public List<ConfigKey<?>> configKeys() {
    return KEYS;
  }

  @Override
  public StorageEngine open(Path directory, StorageConfig config, EngineResources resources) {
    config.requireOnly(configKeys());
    return EngineOpening.open(EngineOpening.environment(disk, directory, config, resources));
  }
}
