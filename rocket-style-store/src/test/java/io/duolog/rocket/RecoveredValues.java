package io.duolog.rocket;

import io.duolog.storage.StorageEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Stateless. What a store holds when it is opened again. */
public final class RecoveredValues {
  private RecoveredValues() {}

  /** The values of a partition, in order. */
  public static List<String> of(Path store, int partition) {
    try (StorageEngine engine = TestStore.open(store)) {
      return TestStore.values(TestStore.partition(engine, partition));
    }
  }

  /** The kinds of the frames of the first file of the log, in order. */
  public static List<Integer> kinds(Path store) throws IOException {
    StoredLog log = StoredLog.read(store);
    return log.frames().stream().map(log::kind).toList();
  }

  /** What a crash of the process would leave of an open store. */
  public static void copy(Path from, Path to) throws IOException {
    TestStore.copy(from, to);
  }
}
