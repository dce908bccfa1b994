package io.duolog.storage;

import io.duolog.storage.error.UnsupportedOperationByEngineException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A kind of engine, found through {@link java.util.ServiceLoader}. Thread-safe; making one does no I/O.
 */
public interface StorageProvider {
  /** The engine's name: lower case words joined by hyphens, for instance {@code rocket-style}. */
  String name();

  /** What its engines can do. */
  Set<Capability> capabilities();

  /** The configuration keys that {@link #open} understands: {@link StorageKeys} and the engine's own. */
  List<ConfigKey<?>> configKeys();

  /**
   * Opens a store, making it if the directory is missing or empty; returns a ready engine or throws and leaves nothing
   * behind (F1).
   *
   * @param directory owned by one engine at a time (C7)
   * @param config unknown keys are refused, with the nearest known one (F3)
   * @throws IllegalArgumentException if the configuration is invalid
   * @throws io.duolog.storage.error.StorageException if the directory is locked, foreign, of a newer format, corrupt,
   *     or the disk is full; a directory that is refused is never changed
   */
  StorageEngine open(Path directory, StorageConfig config, EngineResources resources);

  /**
   * Looks into a store that no engine has open, without changing it. Capability {@link Capability#INSPECTION}.
   *
   * @throws io.duolog.storage.error.UnsupportedOperationByEngineException if the engine lacks it
   */
  @Experimental
  default StoreInspector inspect(Path directory) {
    throw new UnsupportedOperationByEngineException("inspect", Capability.INSPECTION);
  }

  /**
   * Repairs derived files and torn tails of a store that no engine has open. Capability {@link Capability#INSPECTION}.
   *
   * @throws io.duolog.storage.error.UnsupportedOperationByEngineException if the engine lacks it
   */
  @Experimental
  default StoreMaintenance maintenance(Path directory) {
    throw new UnsupportedOperationByEngineException("maintenance", Capability.INSPECTION);
  }
}
