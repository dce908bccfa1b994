package io.duolog.conformance;

import io.duolog.conformance.process.Providers;
import io.duolog.storage.Capability;
import io.duolog.storage.ConfigKey;
import io.duolog.storage.EngineResources;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The rocket-style engine with another way of writing, as child processes make it too. Thread-safe. */
public abstract class WriteModeProvider implements StorageProvider {
  private final StorageProvider engine = Providers.named("rocket-style");
  private final String mode;

  WriteModeProvider(String mode) {
    this.mode = mode;
  }

  @Override
  public final String name() {
    return engine.name() + "-" + mode;
  }

  @Override
  public final Set<Capability> capabilities() {
    return engine.capabilities();
  }

  @Override
  public final List<ConfigKey<?>> configKeys() {
    return engine.configKeys();
  }

  @Override
  public final StorageEngine open(Path directory, StorageConfig config, EngineResources resources) {
    return engine.open(directory, config.with("write.mode", mode), resources);
  }

  /** By way of a pool of memory. */
  public static final class Pool extends WriteModeProvider {
    /** For child processes. */
    public Pool() {
      super("pool");
    }
  }

  /** By writes to the channel. */
  public static final class Channel extends WriteModeProvider {
    /** For child processes. */
    public Channel() {
      super("channel");
    }
  }
}
