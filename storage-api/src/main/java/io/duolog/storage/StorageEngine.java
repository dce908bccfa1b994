package io.duolog.storage;

import io.duolog.storage.error.UnsupportedOperationByEngineException;
import java.nio.file.Path;
import java.time.Duration;

/** An open store. Thread-safe. */
public interface StorageEngine extends AutoCloseable {
  /** How long {@link #close()} waits for held fetch results. */
  Duration DEFAULT_CLOSE_LIMIT = Duration.ofSeconds(10);

  /** The partitions. */
  Partitions partitions();

  /**
   * An optional part of the engine.
   *
   * @throws io.duolog.storage.error.UnsupportedOperationByEngineException if the engine lacks it
   */
  default <T extends EngineCapability> T capability(Class<T> type) {
    throw new UnsupportedOperationByEngineException("capability", EngineCapability.neededFor(type));
  }

  /**
   * Returns when all that was appended before the call is durable (D8).
   *
   * @throws io.duolog.storage.error.StorageException if a force failed; the store, or some partitions, are then failed
   *     for good (D3)
   */
  void sync();

  /**
   * Makes a consistent copy of the open store, which opens as a normal store (F4). Capability {@link
   * Capability#SNAPSHOT}.
   *
   * @param directory must not exist, or be empty
   */
  @Experimental
  default SnapshotReport snapshot(Path directory) {
    throw new UnsupportedOperationByEngineException("snapshot", Capability.SNAPSHOT);
  }

  /**
   * Does the work that is due by the caller's clock: retention, expiry, deletion (T3, A6).
   *
   * @param nowMillis the caller's time, in milliseconds since the epoch
   */
  @Experimental
  default MaintenanceReport maintain(long nowMillis) {
    throw new UnsupportedOperationByEngineException("maintain", Capability.RETENTION);
  }

  /** Adds a listener (V5). */
  Registration subscribe(EngineEvents listener);

  /** Figures of the whole store. */
  EngineStats stats();

  /** What opening found and did. */
  RecoveryReport recoveryReport();

  /**
   * Closes the store (F2, R3): waits for appends in flight, waits for held fetch results up to {@code limit}, makes
   * everything durable, releases every file, mapping and thread, and gives up the directory lock last. Idempotent: a
   * second call returns the first one's report.
   *
   * @param limit how long to wait for held results; then they fail typed, except memory that was exposed as a buffer,
   *     which stays mapped until its last release
   * @return what is still held
   * @throws io.duolog.storage.error.StorageException if what was appended could not be made durable; everything was
   *     released all the same
   */
  CloseReport close(Duration limit);

  /** Closes the store, waiting for held results up to {@link #DEFAULT_CLOSE_LIMIT}. */
  @Override
  default void close() {
    close(DEFAULT_CLOSE_LIMIT);
  }
}
