package io.duolog.conformance.strace;

import io.duolog.conformance.kill.StoredState;
import io.duolog.storage.EngineResources;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories of closed or crashed stores. Stateless. */
final class StoreImage {
  private StoreImage() {}

  /** Copies a store; what was there before is gone. */
  static void copy(Path from, Path to) throws IOException {
    delete(to);
    for (Path file : files(from)) {
      Files.copy(file, to.resolve(from.relativize(file).toString()));
    }
  }

  /** Deletes a store, if it is there. */
  static void delete(Path store) throws IOException {
    if (Files.exists(store)) {
      for (Path file : files(store).reversed()) {
        Files.delete(file);
      }
    }
  }

  private static List<Path> files(Path store) throws IOException {
    try (Stream<Path> files = Files.walk(store)) {
      return files.sorted(Comparator.naturalOrder()).toList();
    }
  }

  /** Opens a store, reads everything and closes it. */
  static StoredState open(StorageProvider provider, Path store, StorageConfig config) {
    try (StorageEngine engine = provider.open(store, config, EngineResources.create())) {
      return StoredState.of(engine);
    }
  }
}
