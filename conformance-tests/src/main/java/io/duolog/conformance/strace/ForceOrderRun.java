package io.duolog.conformance.strace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.strace.CallTrace.Acknowledged;
import io.duolog.conformance.watch.Eventually;
import io.duolog.storage.Durability;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.StorageProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Confined to one thread. A store that is traced from its making to its end, and what the trace says of it. */
final class ForceOrderRun {
  private static final int SHARED = 0;
  private static final int APART = 1;
  private static final int LAST = 2;
  private static final int PRODUCERS = 6;
  private static final int APPENDS = 20;
  private static final int ALL_RECORDS = 2 * APPENDS * (PRODUCERS + 1);
  private static final String SLOW_FORCES = "inject=" + Strace.FORCES + ":delay_enter=2ms";
  private static final long UNSYNCED_BYTES = 4 * 1024 * 1024;
  private static final long FILE_SIZE_BYTES = 16 * 1024 * 1024;
  private static final int FILLING_BATCHES = 4_800;
  private static final int FILLING_RECORDS = 10;
  private static final long STEP_BYTES = 128 * 1024;

  private final StorageProvider provider;
  private final Path store;
  private final Path log;

  /**
   * A run.
   *
   * @param provider the engine
   * @param area an empty directory
   */
  ForceOrderRun(StorageProvider provider, Path area) {
    this.provider = provider;
    this.store = area.resolve("store");
    this.log = area.resolve("calls");
  }

  /**
   * Appends by some producers at once and closes.
   *
   * @param tampering what becomes of calls, as {@code strace} says it
   */
  void load(String... tampering) throws IOException, InterruptedException {
    StorageConfig config =
        StorageConfig.defaults()
            .with(StorageKeys.FILE_SIZE_BYTES, 16L * 1024)
            .with(StorageKeys.MAX_BATCH_BYTES, 4L * 1024);
    try (StoreProcess process = open(config, tampering)) {
      for (int producer = 0; producer < PRODUCERS; producer++) {
        process.order("produce shared-" + producer + " " + SHARED + " SYNCED " + APPENDS);
      }
      process.order("produce apart " + APART + " SYNCED " + APPENDS);
      for (int producer = 0; producer < PRODUCERS; producer++) {
        process.await("produced shared-" + producer, "D1: synced appends do not end");
      }
      process.await("produced apart", "D1: synced appends do not end");
      process.append("last", LAST, Durability.BUFFERED);
      process.await("told last", "D1: a buffered append does not end");
      process.end();
    }
  }

  private StoreProcess open(StorageConfig config, String... tampering) throws IOException {
    List<String> more = new ArrayList<>();
    for (String one : tampering) {
      more.addAll(List.of("-e", one));
    }
    List<String> tracer = Strace.launching(log, Strace.ORDERED, more.toArray(String[]::new));
    return StoreProcess.open(tracer, provider, store, config);
  }

  /** Lets forces take their time, so that appends meet them. */
  void requireSharedForces() throws IOException, InterruptedException {
    load(SLOW_FORCES);
    CallTrace trace = CallTrace.read(log);
    ForceOrder order = new ForceOrder(trace, store);
    Set<Path> data = DataFiles.of(store, SHARED, ALL_RECORDS);
    List<Acknowledged> appends = acknowledged(trace, "shared");
    assertEquals(PRODUCERS * APPENDS, appends.size(), "D1: acknowledged appends");
    assertEquals(List.of(), order.unforced(appends, data), "D2: acknowledged by an older force");
    assertTrue(order.metAForce(appends, data) > 0, "no append began while a force was under way");
    int forces = order.forcesOf(data).size();
    assertTrue(forces < appends.size(), () -> "D2: " + forces + " forces for " + appends.size() + " appends at once");
  }

  /** Requires that names are durable before what needs them, contents before their names, data before checkpoints. */
  void requireOrder(String... tampering) throws IOException, InterruptedException {
    load(tampering);
    CallTrace trace = CallTrace.read(log);
    ForceOrder order = new ForceOrder(trace, store);
    for (int partition : new int[] {SHARED, APART}) {
      List<Acknowledged> appends = acknowledged(trace, partition == SHARED ? "shared" : "apart");
      Set<Path> data = DataFiles.of(store, partition, ALL_RECORDS);
      assertEquals(List.of(), order.lossyNames(appends, data), "D4: names that were not durable");
    }
    assertTrue(order.replaced() > 0, "no file was replaced");
    assertEquals(List.of(), order.replacedUnsafely(), "D4: files that were replaced unsafely");
    int moment = trace.said("told last").left();
    assertTrue(order.checkpoints(moment) > 0, "D5: no checkpoint was written at the close");
    Set<Path> last = DataFiles.of(store, LAST, 2);
    assertEquals(List.of(), order.checkpointsBeforeForce(moment, last), "D5: checkpoints");
  }

  private static List<Acknowledged> acknowledged(CallTrace trace, String producer) {
    return trace.acknowledged().stream().filter(append -> append.id().startsWith(producer)).toList();
  }

  /** Appends more than half of the bound of unsynced data and less than it, so that a force starts. */
  void requireRangedForces() throws IOException, InterruptedException {
    requireRangedForces(0, FILLING_BATCHES);
  }

  /**
   * Appends until a background force has started.
   *
   * @param ageMillis bound of the age of unsynced data, 0 for none
   * @param batches how many
   */
  void requireRangedForces(long ageMillis, int batches) throws IOException, InterruptedException {
    StorageConfig config =
        StorageConfig.defaults()
            .with(StorageKeys.FILE_SIZE_BYTES, FILE_SIZE_BYTES)
            .with(StorageKeys.UNSYNCED_BYTES, UNSYNCED_BYTES)
            .with(StorageKeys.UNSYNCED_AGE_MS, ageMillis);
    Set<Path> data;
    try (StoreProcess process = open(config)) {
      process.fill("it", SHARED, Durability.BUFFERED, batches);
      process.await("filled it", "D1: buffered appends do not end");
      data = DataFiles.of(store, SHARED, FILLING_RECORDS);
      Eventually.quiet(() -> isForced(data) ? "" : "D7: no background force");
      process.append("last", LAST, Durability.BUFFERED);
      process.await("told last", "D1: a buffered append does not end");
      process.end();
    }
    CallTrace trace = CallTrace.read(log);
    int moment = trace.said("begin last").left();
    List<String> unranged = new ForceOrder(trace, store).unrangedForces(moment, data, STEP_BYTES);
    assertEquals(List.of(), unranged, "D7: background forces");
  }

  private boolean isForced(Set<Path> data) {
    try {
      return !new ForceOrder(CallTrace.read(log), store).forcesOf(data).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
