package io.duolog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.file.SystemDisk;
import io.duolog.kafka.format.SegmentName;
import io.duolog.kafka.store.CheckpointKeeper;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.FetchResult;
import io.duolog.storage.Isolation;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores whose files are not as their checkpoint has them, and reads that must not pass a mark. */
final class DamageTest {
  private static final int BATCHES = 60;

  @TempDir Path temporary;

  private static PartitionLog orders(KafkaStyleEngine engine) {
    return engine.partitions().find(TestStore.spec("orders", 0).name()).orElseThrow();
  }

  private static void append(PartitionLog log, AppendOptions options) {
    for (int i = 0; i < BATCHES; i++) {
      log.append(Batches.of(1, i, 1000), options);
    }
  }

  private static List<Path> logs(Path store) throws IOException {
    try (var files = Files.list(store.resolve("orders-0"))) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    }
  }

  /** A store with several segments as a crash leaves it, with everything below the recovery point. */
  private Path crashed() throws IOException {
    Path store = temporary.resolve("store");
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      append(engine.partitions().create(TestStore.spec("orders", 0)), AppendOptions.BUFFERED);
    }
    Path copy = temporary.resolve("crashed");
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      assertEquals(BATCHES, orders(engine).offsets().durable());
      TestStore.copy(store, copy);
    }
    return copy;
  }

  @Test
  void R2_aReadEndsAtTheHighWatermarkInARolledSegment() {
    try (KafkaStyleEngine engine = TestStore.open(temporary.resolve("store"))) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      append(log, AppendOptions.BUFFERED);
      for (int watermark = 1; watermark <= BATCHES; watermark++) {
        log.advanceHighWatermark(watermark);
        FetchResult result = (FetchResult) log.read(0, 1 << 20, ReadOptions.of(Isolation.HIGH_WATERMARK));
        assertEquals(watermark, result.nextOffset());
        result.release();
      }
    }
  }

  @Test
  void C3_nothingIsRemovedOfALogThatDoesNotReachItsRecoveryPoint() throws IOException {
    Path store = crashed();
    Path active = logs(store).getLast();
    long base = SegmentName.baseOffsetOfLog(String.valueOf(active.getFileName())).orElseThrow();
    Path moved = active.resolveSibling(SegmentName.log(base + 1));
    Files.move(active, moved);
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      assertThrows(CorruptException.class, () -> orders(engine).offsets());
      assertTrue(Files.exists(moved), "the bytes are still there");
      assertEquals(0, engine.recoveryReport().discardedBytes());
    }
  }

  @Test
  void C3_aCloseDoesNotHideDamage() throws IOException {
    Path store = crashed();
    Files.write(logs(store).getFirst().resolveSibling(SegmentName.log(1)), new byte[100]);
    for (int round = 0; round < 2; round++) {
      try (KafkaStyleEngine engine = TestStore.open(store)) {
        assertEquals(RecoveryReport.Kind.CRASHED, engine.recoveryReport().kind());
        assertThrows(CorruptException.class, () -> orders(engine).offsets());
      }
    }
  }

  @Test
  void C3_aMissingDirectoryConcernsItsPartitionOnly() throws IOException {
    Path store = temporary.resolve("store");
    Path copy = temporary.resolve("copy");
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      engine.partitions().create(TestStore.spec("orders", 0));
      engine.partitions().create(TestStore.spec("others", 0));
      TestStore.copy(store, copy);
    }
    Files.move(copy.resolve("orders-0"), temporary.resolve("elsewhere"));
    try (KafkaStyleEngine engine = TestStore.open(copy)) {
      assertThrows(CorruptException.class, () -> orders(engine).offsets());
      PartitionLog other = engine.partitions().find(TestStore.spec("others", 0).name()).orElseThrow();
      assertEquals(0, other.append(Batches.of(1, 0, 10), AppendOptions.SYNCED));
    }
  }

  @Test
  void P1_aCreationThatIsInTheCatalogueIsFinished() {
    Path store = temporary.resolve("store");
    FailingDisk disk = new FailingDisk(new SystemDisk());
    try (KafkaStyleEngine engine = TestStore.open(disk, store)) {
      disk.fail(call -> call.is(DiskOperation.RENAME, "orders-0"), 1, FailingDisk::inputOutputError);
      assertThrows(StorageException.class, () -> engine.partitions().create(TestStore.spec("orders", 0)));
      assertThrows(
          IllegalArgumentException.class, () -> engine.partitions().create(TestStore.spec("orders", 0)), "it exists");
      assertEquals(0, orders(engine).append(Batches.of(1, 0, 10), AppendOptions.SYNCED));
    }
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      assertEquals(1, orders(engine).offsets().logEnd());
    }
  }

  @Test
  void P1_aCreationOfUnknownOutcomeKeepsItsFiles() throws IOException {
    Path store = temporary.resolve("store");
    Path copy = temporary.resolve("copy");
    FailingDisk disk = new FailingDisk(new SystemDisk());
    try (KafkaStyleEngine engine = TestStore.open(disk, store)) {
      disk.fail(call -> call.is(DiskOperation.FORCE, "catalogue"), 1, FailingDisk::inputOutputError);
      assertThrows(StorageException.class, () -> engine.partitions().create(TestStore.spec("orders", 0)));
      TestStore.copy(store, copy);
    }
    try (KafkaStyleEngine engine = TestStore.open(copy)) {
      assertEquals(0, orders(engine).append(Batches.of(1, 0, 10), AppendOptions.SYNCED), "the entry was written");
    }
  }

  @Test
  void C3_aForcedSegmentThatDoesNotJoinTheLogIsNotRemoved() throws IOException {
    Path store = crashed();
    Path stray = logs(store).getFirst().resolveSibling(SegmentName.log(1));
    Files.write(stray, new byte[100]);
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      assertThrows(CorruptException.class, () -> orders(engine).offsets());
      assertTrue(Files.exists(stray), "the bytes are still there");
    }
  }

  @Test
  void C3_aSegmentOfAnOlderEpochBelowTheCheckpointIsNotDamaged() throws IOException {
    Path store = temporary.resolve("store");
    Path copy = temporary.resolve("copy");
    FailingDisk disk = new FailingDisk(new SystemDisk());
    try (KafkaStyleEngine engine = TestStore.open(disk, store)) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      disk.failAll(
          call -> call.operation() == DiskOperation.RENAME && call.path().toString().contains("index"),
          FailingDisk::inputOutputError);
      append(log, AppendOptions.BUFFERED.withLeaderEpoch(1));
      append(log, AppendOptions.BUFFERED.withLeaderEpoch(2));
      engine.sync();
      awaitRecoveryPoint(store, 2 * BATCHES);
      TestStore.copy(store, copy);
      disk.heal();
    }
    try (KafkaStyleEngine engine = TestStore.open(copy)) {
      assertEquals(RecoveryReport.Kind.CRASHED, engine.recoveryReport().kind());
      assertEquals(List.of(), engine.recoveryReport().warnings());
      assertEquals(2 * BATCHES, TestStore.baseOffsets(orders(engine), 0, 1 << 20).size());
    }
  }

  private static void awaitRecoveryPoint(Path store, long offset) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      Optional<CheckpointKeeper.Found> found = new CheckpointKeeper(new SystemDisk(), store).read();
      if (found.isPresent()
          && found.get().content().partitions().stream().anyMatch(known -> known.recoveryPoint() >= offset)) {
        return;
      }
      assertTrue(System.nanoTime() - deadline < 0, "no checkpoint in time");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
