package io.duolog.conformance.strace;

import io.duolog.conformance.kill.StoredState;
import io.duolog.conformance.workload.StoredFiles;
import io.duolog.storage.EngineResources;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.StorageProvider;
import java.io.IOException;
import java.nio.file.Path;

/** Directories of closed or crashed stores. Stateless. */
final class StoreImage {
  /** Small files, so that rolls are common, and nothing is forced because of its amount or age. */
  static final StorageConfig SMALL_FILES =
      StorageConfig.defaults()
          .with(StorageKeys.FILE_SIZE_BYTES, 16L * 1024)
          .with(StorageKeys.MAX_BATCH_BYTES, 4L * 1024)
          .with(StorageKeys.UNSYNCED_BYTES, 0L)
          .with(StorageKeys.UNSYNCED_AGE_MS, 0L);

  private StoreImage() {}

  /** Copies a store; what was there before is gone. */
  static void copy(Path from, Path to) throws IOException {
    StoredFiles.delete(to);
    StoredFiles.copy(from, to);
  }

  /** Opens a store, reads everything and closes it. */
  static StoredState open(StorageProvider provider, Path store, StorageConfig config) {
    try (StorageEngine engine = provider.open(store, config, EngineResources.create())) {
      return StoredState.of(engine);
    }
  }
}
