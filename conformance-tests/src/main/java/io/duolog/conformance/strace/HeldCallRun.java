package io.duolog.conformance.strace;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.duolog.conformance.watch.Eventually;
import io.duolog.storage.Durability;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.StorageProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Confined to one thread. A store of which one call is held: who goes on, and who waits. */
final class HeldCallRun {
  private static final int HELD = 1;
  private static final int OTHER = 2;
  private static final int FIRST_RECORDS = 2;
  private static final long FILE_SIZE_BYTES = 64 * 1024;
  private static final int BATCHES_OF_A_FILE = 160;

  private final StorageProvider provider;
  private final Path area;
  private final Duration patience;

  /**
   * A run.
   *
   * @param provider the engine
   * @param area an empty directory
   * @param patience how long to wait for an answer while a call is held
   */
  HeldCallRun(StorageProvider provider, Path area, Duration patience) {
    this.provider = provider;
    this.area = area;
    this.patience = patience;
  }

  /** Without a bound of unsynced data, which has forces of its own and turns appends away. */
  private static StorageConfig config() {
    return StorageConfig.defaults()
        .with(StorageKeys.FILE_SIZE_BYTES, FILE_SIZE_BYTES)
        .with(StorageKeys.MAX_BATCH_BYTES, FILE_SIZE_BYTES / 4)
        .with(StorageKeys.UNSYNCED_BYTES, 0L)
        .with(StorageKeys.UNSYNCED_AGE_MS, 0L);
  }

  /**
   * Holds the force of a partition.
   *
   * @param isShared whether one force is for all partitions
   */
  void holdForce(boolean isShared) throws IOException, InterruptedException {
    Path store = area.resolve("store");
    try (StoreProcess process = StoreProcess.open(List.of(), provider, store, config())) {
      warm(process);
      List<Path> own = new ArrayList<>(DataFiles.of(store, HELD, FIRST_RECORDS));
      own.removeAll(DataFiles.of(store, OTHER, FIRST_RECORDS));
      Path log = area.resolve("held");
      try (Strace held = Strace.attach(process.pid(), log, own, Strace.FORCES, Strace.HOLD)) {
        process.append("first", HELD, Durability.SYNCED);
        require(process, "returned first", "A9: the core form waits for a force");
        Eventually.withPatience(patience, () -> held.awaitCall("D1: a synced append"));
        process.append("second", HELD, Durability.SYNCED);
        require(process, "returned second", "A9: the core form waits for a force that is held");
        process.append("same", HELD, Durability.BUFFERED);
        require(process, "told same", "E7: a buffered append waits for a force");
        process.append("other", OTHER, Durability.BUFFERED);
        require(process, "told other", "E7: a buffered append waits for another's force");
        read(process, "E7: a read waits for a force");
        process.append("apart", OTHER, Durability.SYNCED);
        require(process, "returned apart", "A9: the core form waits for another's force");
        if (!isShared) {
          require(process, "told apart", "A3: a synced append waits for the force of another partition");
        }
        assertFalse(process.hasSaid("told first"), "D1: acknowledged before its force has ended");
        assertFalse(process.hasSaid("told second"), "D2: acknowledged before its force has ended");
        assertFalse(isShared && process.hasSaid("told apart"), "D2: acknowledged before its force has ended");
      }
      for (String id : List.of("first", "second", "apart")) {
        process.await("told " + id, "D1: a synced append is not acknowledged although its force has ended");
      }
      process.end();
    }
  }

  /** Holds the making of the files that come next. */
  void holdNextFile() throws IOException, InterruptedException {
    Path store = area.resolve("store");
    Set<Path> later = new Rehearsal(provider, config(), store).filesMadeBy(HELD, 4 * BATCHES_OF_A_FILE);
    try (StoreProcess process = StoreProcess.open(List.of(), provider, store, config())) {
      warm(process);
      later.removeAll(DataFiles.all(store));
      Path log = area.resolve("held");
      try (Strace held = Strace.attach(process.pid(), log, List.copyOf(later), "openat", Strace.HOLD)) {
        process.fill("it", HELD, Durability.BUFFERED, BATCHES_OF_A_FILE);
        held.awaitCall("E7: the next file");
        process.append("other", OTHER, Durability.BUFFERED);
        require(process, "told other", "E7: a buffered append waits for another's next file");
        process.append("apart", OTHER, Durability.SYNCED);
        require(process, "told apart", "E7: a synced append waits for another's next file");
        read(process, "E7: a read waits for the next file");
        process.append("same", HELD, Durability.BUFFERED);
        Supplier<String> complaint =
            () -> process.hasSaid("returned same") || process.hasSaid("refused same")
                ? "" : "E7: an append waits for the next file without end";
        Eventually.withPatience(patience, () -> Eventually.quiet(complaint));
      }
      process.await("filled it", "E7: appends do not go on with the next file");
      process.end();
    }
  }

  private static void warm(StoreProcess process) throws IOException {
    for (int partition : new int[] {HELD, OTHER}) {
      process.append("warm-" + partition, partition, Durability.SYNCED);
      process.await("told warm-" + partition, "D1: not acknowledged");
    }
  }

  private void require(StoreProcess process, String words, String complaint) {
    Eventually.withPatience(patience, () -> process.await(words, complaint));
  }

  private void read(StoreProcess process, String complaint) throws IOException {
    String id = "at-" + process.lines().size();
    for (int partition : new int[] {HELD, OTHER}) {
      process.order("read " + id + "-" + partition + " " + partition);
      require(process, "read " + id + "-" + partition, complaint);
    }
  }
}
