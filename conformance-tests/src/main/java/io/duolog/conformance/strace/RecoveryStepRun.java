package io.duolog.conformance.strace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.kill.KillPayload;
import io.duolog.conformance.kill.KillStore;
import io.duolog.conformance.kill.StoredState;
import io.duolog.conformance.watch.Eventually;
import io.duolog.storage.Durability;
import io.duolog.storage.StorageProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Confined to one thread. A store whose recoveries are killed, each at another of its system calls. */
final class RecoveryStepRun {
  private static final int SYNCED_BATCHES = 30;
  private static final int BUFFERED_BATCHES = 20;
  private static final int RECORDS = 2 * (SYNCED_BATCHES + BUFFERED_BATCHES);

  private final StorageProvider provider;
  private final Path crashed;
  private final Path image;
  private final Path log;

  /**
   * A run.
   *
   * @param provider the engine
   * @param area an empty directory
   */
  RecoveryStepRun(StorageProvider provider, Path area) {
    this.provider = provider;
    this.crashed = area.resolve("crashed");
    this.image = area.resolve("image");
    this.log = area.resolve("calls");
  }

  /**
   * Requires that a recovery behind each killed one ends as one that nobody disturbed.
   *
   * @param most how many steps are tried, spread over all
   */
  void requireSameState(int most) throws IOException, InterruptedException {
    crash();
    StoreImage.copy(crashed, image);
    StoredState expected = StoreImage.open(provider, image, StoreImage.SMALL_FILES);
    List<RecoveryStep> steps = steps();
    int tried = Math.min(most, steps.size());
    int reached = 0;
    for (int i = 0; i < tried; i++) {
      RecoveryStep step = steps.get((int) ((long) i * steps.size() / tried));
      StoreImage.copy(crashed, image);
      reached += isKilledAt(step) ? 1 : 0;
      for (String opening : List.of("first", "second")) {
        StoredState found = StoreImage.open(provider, image, StoreImage.SMALL_FILES);
        assertEquals(expected, found, () -> "C1: the " + opening + " recovery behind one that was killed at " + step);
      }
    }
    System.out.println(
        provider.name() + ": " + reached + " of " + tried + " recoveries killed, of " + steps.size() + " steps, "
            + expected);
    assertTrue(2 * reached > tried, "most recoveries did not reach the step at which they were to be killed");
  }

  /** Makes a store with a torn last batch, and whose process was killed. */
  private void crash() throws IOException {
    try (StoreProcess process = StoreProcess.open(List.of(), provider, crashed, StoreImage.SMALL_FILES)) {
      for (int partition = 0; partition < KillStore.PARTITIONS; partition++) {
        process.fill("synced-" + partition, partition, Durability.SYNCED, SYNCED_BATCHES);
        process.await("filled synced-" + partition, "D1: synced appends do not end");
      }
      for (int partition = 0; partition < KillStore.PARTITIONS; partition++) {
        process.fill("buffered-" + partition, partition, Durability.BUFFERED, BUFFERED_BATCHES);
        process.await("filled buffered-" + partition, "D1: buffered appends do not end");
      }
    }
    tear(KillPayload.encode(KillStore.PARTITIONS - 1, RECORDS - 1));
  }

  private void tear(byte[] value) throws IOException {
    for (Path file : DataFiles.all(crashed)) {
      int position = Files.readString(file, ISO_8859_1).indexOf(new String(value, ISO_8859_1));
      if (position >= 0) {
        int kept = value.length / 2;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.write(ByteBuffer.allocate(value.length - kept), position + kept);
        }
        return;
      }
    }
    throw new AssertionError("D1: the last record is nowhere");
  }

  private List<RecoveryStep> steps() throws IOException {
    StoreImage.copy(crashed, image);
    StoreProcess.open(Strace.launching(log, Strace.ORDERED), provider, image, StoreImage.SMALL_FILES).close();
    CallTrace trace = CallTrace.read(log);
    List<RecoveryStep> steps = RecoveryStep.of(trace, image, trace.said("ready").entered());
    assertTrue(!steps.isEmpty(), "a recovery that changes nothing");
    return steps;
  }

  private boolean isKilledAt(RecoveryStep step) throws IOException {
    List<String> tracer = Strace.killing(log, step.call(), step.file(), step.number());
    try (StoreProcess process = StoreProcess.start(tracer, provider, image, StoreImage.SMALL_FILES)) {
      Eventually.quiet(
          () -> process.isAlive() && !process.hasSaid("ready") ? "F1: a recovery does not end before " + step : "");
      return !process.hasSaid("ready");
    }
  }
}
