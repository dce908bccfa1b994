package io.duolog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.file.SystemDisk;
import io.duolog.record.RecordBatchLayout;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.error.CorruptException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch below the recovery point that is damaged where an opening has to walk over it (rule C3). */
final class DamagedRecoveryTest {
  private static final int BATCHES = 10;
  private static final int DAMAGED = 4;

  /** Bytes of a batch that leave its length alone, each of another field. */
  private static final int[] FIELDS = {
    6,
    RecordBatchLayout.MAGIC_AT,
    RecordBatchLayout.CRC_AT,
    RecordBatchLayout.LAST_OFFSET_DELTA_AT + 3,
    RecordBatchLayout.RECORD_COUNT_AT + 3,
    RecordBatchLayout.HEADER_SIZE_BYTES + 9
  };

  @TempDir Path temporary;

  private static PartitionLog orders(KafkaStyleEngine engine) {
    return engine.partitions().find(TestStore.spec("orders", 0).name()).orElseThrow();
  }

  private static void append(PartitionLog log, int count) {
    for (int i = 0; i < count; i++) {
      log.append(Batches.of(1, 0, 1000), AppendOptions.BUFFERED);
    }
  }

  private static void damage(Path log, int byteOfBatch) throws IOException {
    byte[] bytes = Files.readAllBytes(log);
    bytes[DAMAGED * Batches.of(1, 0, 1000).readableBytes() + byteOfBatch] ^= 1;
    Files.write(log, bytes);
  }

  private static void assertOnlyTheDamagedBatchIsMissing(PartitionLog log, int count) {
    int size = Batches.of(1, 0, 1000).readableBytes();
    assertEquals(count, log.offsets().logEnd());
    for (long offset = 0; offset < DAMAGED; offset++) {
      FetchResult result = (FetchResult) log.read(offset, size, ReadOptions.LOG_END.verified());
      assertEquals(offset, result.firstOffset());
      assertEquals(offset + 1, result.nextOffset());
      result.release();
    }
    assertThrows(CorruptException.class, () -> TestStore.baseOffsets(log, DAMAGED, size));
    assertEquals(
        LongStream.range(DAMAGED + 1, count).boxed().toList(), TestStore.baseOffsets(log, DAMAGED + 1, 1 << 20));
    assertEquals(count, log.append(Batches.of(1, 0, 1000), AppendOptions.SYNCED));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void C3_damageUnderALostIndexHidesOneBatchOnly(boolean isCrash) throws IOException {
    for (int byteOfBatch : new int[] {RecordBatchLayout.MAGIC_AT, RecordBatchLayout.CRC_AT, 6}) {
      Path store = temporary.resolve("store" + byteOfBatch);
      Path copy = temporary.resolve("copy" + byteOfBatch);
      try (KafkaStyleEngine engine = TestStore.open(store)) {
        append(engine.partitions().create(TestStore.spec("orders", 0)), BATCHES);
      }
      try (KafkaStyleEngine engine = TestStore.open(store)) {
        TestStore.copy(store, copy);
        assertEquals(BATCHES, orders(engine).offsets().logEnd());
      }
      Path found = isCrash ? copy : store;
      damage(found.resolve("orders-0/00000000000000000000.log"), byteOfBatch);
      Files.deleteIfExists(found.resolve("orders-0/00000000000000000000.index"));
      Files.deleteIfExists(found.resolve("orders-0/00000000000000000000.timeindex"));
      try (KafkaStyleEngine engine = TestStore.open(found)) {
        RecoveryReport.Kind kind = isCrash ? RecoveryReport.Kind.CRASHED : RecoveryReport.Kind.CLEAN;
        assertEquals(kind, engine.recoveryReport().kind());
        assertOnlyTheDamagedBatchIsMissing(orders(engine), BATCHES);
      }
    }
  }

  @Test
  void C3_twoDamagedNeighboursUnderALostIndexHideNoOther() throws IOException {
    Path store = temporary.resolve("store");
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      append(engine.partitions().create(TestStore.spec("orders", 0)), BATCHES);
    }
    Path log = store.resolve("orders-0/00000000000000000000.log");
    byte[] sound = Files.readAllBytes(log);
    for (int first : FIELDS) {
      for (int second : FIELDS) {
        Files.write(log, damaged(damaged(sound, DAMAGED, first), DAMAGED + 1, second));
        Files.deleteIfExists(store.resolve("orders-0/00000000000000000000.index"));
        Files.deleteIfExists(store.resolve("orders-0/00000000000000000000.timeindex"));
        try (KafkaStyleEngine engine = TestStore.open(store)) {
          assertEquals(
              List.of(0L, 1L, 2L, 3L, 6L, 7L, 8L, 9L), served(orders(engine)), () -> first + " and " + second);
        }
      }
    }
  }

  private static byte[] damaged(byte[] log, int batch, int byteOfBatch) {
    byte[] bytes = log.clone();
    bytes[batch * Batches.of(1, 0, 1000).readableBytes() + byteOfBatch] ^= 1;
    return bytes;
  }

  /** Base offsets of the batches that are served, asked for one by one; each other one is told. */
  private static List<Long> served(PartitionLog log) {
    List<Long> offsets = new ArrayList<>();
    List<CorruptException> told = new ArrayList<>();
    for (long offset = 0; offset < log.offsets().logEnd(); offset++) {
      try {
        FetchResult result = (FetchResult) log.read(offset, 1, ReadOptions.LOG_END.verified());
        offsets.add(result.firstOffset());
        result.release();
      } catch (CorruptException e) {
        told.add(e);
      }
    }
    assertEquals(log.offsets().logEnd(), offsets.size() + told.size());
    return offsets;
  }

  @Test
  void C3_damageInASegmentThatCouldNotBeSealedHidesOneBatchOnly() throws IOException {
    Path store = temporary.resolve("store");
    Path copy = temporary.resolve("copy");
    FailingDisk disk = new FailingDisk(new SystemDisk());
    int count = 40;
    try (KafkaStyleEngine engine = TestStore.open(disk, store)) {
      disk.failAll(
          call -> call.operation() == DiskOperation.RENAME && call.path().toString().contains("index"),
          FailingDisk::inputOutputError);
      append(engine.partitions().create(TestStore.spec("orders", 0)), count);
    }
    disk.heal();
    TestStore.copy(store, copy);
    damage(copy.resolve("orders-0/00000000000000000000.log"), RecordBatchLayout.CRC_AT);
    try (KafkaStyleEngine engine = TestStore.open(copy)) {
      assertEquals(RecoveryReport.Kind.CRASHED, engine.recoveryReport().kind());
      assertEquals(0, engine.recoveryReport().discardedBytes());
      assertTrue(engine.recoveryReport().warnings().stream().anyMatch(it -> it.contains("offsets 4 to 4")));
      assertOnlyTheDamagedBatchIsMissing(orders(engine), count);
    }
  }
}
