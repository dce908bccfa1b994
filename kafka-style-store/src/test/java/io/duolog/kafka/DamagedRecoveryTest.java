package io.duolog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.file.SystemDisk;
import io.duolog.kafka.segment.BatchScan;
import io.duolog.record.RecordBatchBuilder;
import io.duolog.record.RecordBatchLayout;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.EngineResources;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.TimestampQuery;
import io.duolog.storage.error.CorruptException;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch below the recovery point that is damaged where an opening has to walk over it (rule C3). */
final class DamagedRecoveryTest {
  private static final int BATCHES = 10;
  private static final int DAMAGED = 4;

  /** Bytes of a batch, each of another field, or of the length's other end. */
  private static final int[] FIELDS = {
    6,
    RecordBatchLayout.BATCH_LENGTH_AT,
    RecordBatchLayout.BATCH_LENGTH_AT + 2,
    RecordBatchLayout.BATCH_LENGTH_AT + 3,
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
    for (int byteOfBatch : FIELDS) {
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

  @Test
  void C4_aSealedIndexIsBuiltAgainAroundDamage() throws IOException {
    int count = 40;
    for (int byteOfBatch : FIELDS) {
      Path store = temporary.resolve("sealed" + byteOfBatch);
      try (KafkaStyleEngine engine = TestStore.open(store)) {
        append(engine.partitions().create(TestStore.spec("orders", 0)), count);
      }
      damage(store.resolve("orders-0/00000000000000000000.log"), byteOfBatch);
      for (int round = 0; round < 2; round++) {
        Files.delete(store.resolve("orders-0/00000000000000000000.index"));
        try (KafkaStyleEngine engine = TestStore.open(store)) {
          assertOnlyTheDamagedBatchIsMissing(orders(engine), count + round);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"10, false", "10, true", "40, false"})
  void L1_aTimeOfADamagedBatchUnderALostIndexIsTold(int count, boolean isCrash) throws IOException {
    Path store = temporary.resolve("store");
    Path copy = temporary.resolve("copy");
    long latest = 1_000;
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      for (int i = 0; i < count; i++) {
        log.append(Batches.of(1, i == DAMAGED ? latest : i, 1000), AppendOptions.BUFFERED);
      }
    }
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      assertEquals(DAMAGED, orders(engine).lookup(new TimestampQuery.MaxTimestamp()).orElseThrow().offset());
      TestStore.copy(store, copy);
    }
    Path found = isCrash ? copy : store;
    damage(found.resolve("orders-0/00000000000000000000.log"), RecordBatchLayout.CRC_AT);
    Files.delete(found.resolve("orders-0/00000000000000000000.index"));
    try (KafkaStyleEngine engine = TestStore.open(found)) {
      PartitionLog log = orders(engine);
      assertEquals(DAMAGED - 1, log.lookup(new TimestampQuery.AtOrAfter(DAMAGED - 1)).orElseThrow().offset());
      assertThrows(CorruptException.class, () -> log.lookup(new TimestampQuery.AtOrAfter(DAMAGED)));
      assertThrows(CorruptException.class, () -> log.lookup(new TimestampQuery.AtOrAfter(latest)));
      assertThrows(CorruptException.class, () -> log.lookup(new TimestampQuery.MaxTimestamp()));
      assertTrue(log.lookup(new TimestampQuery.AtOrAfter(latest + 1)).isEmpty());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void C8_aBatchInsideADamagedOneIsNotServed(boolean isIndexLost) throws IOException {
    Path store = temporary.resolve("store");
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      append(log, DAMAGED);
      ByteBuffer inner = ByteBuffer.allocate(4000);
      for (long offset = DAMAGED + 1; offset < DAMAGED + 4; offset++) {
        int at = inner.position();
        inner.put(Batches.of(1, 0, 100).nioBuffer()).putLong(at, offset);
      }
      RecordBatchBuilder outer = new RecordBatchBuilder();
      outer.append(0, null, Arrays.copyOf(inner.array(), inner.position()));
      log.append(Unpooled.wrappedBuffer(outer.build()), AppendOptions.BUFFERED);
      append(log, BATCHES - DAMAGED - 1);
    }
    damage(store.resolve("orders-0/00000000000000000000.log"), RecordBatchLayout.BATCH_LENGTH_AT);
    if (isIndexLost) {
      Files.delete(store.resolve("orders-0/00000000000000000000.index"));
    }
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      assertEquals(BATCHES, orders(engine).offsets().logEnd());
      assertEquals(List.of(0L, 1L, 2L, 3L, 5L, 6L, 7L, 8L, 9L), served(orders(engine)));
      FetchResult next = (FetchResult) orders(engine).read(DAMAGED + 1, 1, ReadOptions.LOG_END.verified());
      assertEquals(Batches.of(1, 0, 1000).readableBytes(), next.sizeBytes());
      next.release();
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

  /** A store whose full segments were forced and not sealed, as a crash leaves it; a batch for each timestamp. */
  private Path unsealed(LongStream timestamps) throws IOException {
    Path store = temporary.resolve("store");
    Path copy = temporary.resolve("copy");
    FailingDisk disk = new FailingDisk(new SystemDisk());
    try (KafkaStyleEngine engine = TestStore.open(disk, store)) {
      disk.failAll(
          call -> call.operation() == DiskOperation.RENAME && call.path().toString().contains("index"),
          FailingDisk::inputOutputError);
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      timestamps.forEach(timestamp -> log.append(Batches.of(1, timestamp, 1000), AppendOptions.BUFFERED));
    }
    disk.heal();
    TestStore.copy(store, copy);
    return copy;
  }

  @Test
  void L1_aTimeOfADamagedBatchInASegmentThatCouldNotBeSealedIsTold() throws IOException {
    long latest = 1_000;
    Path store = unsealed(LongStream.range(0, 40).map(i -> i == DAMAGED ? latest : i));
    damage(store.resolve("orders-0/00000000000000000000.log"), RecordBatchLayout.CRC_AT);
    for (int round = 0; round < 2; round++) {
      try (KafkaStyleEngine engine = TestStore.open(store)) {
        PartitionLog log = orders(engine);
        assertEquals(DAMAGED - 1, log.lookup(new TimestampQuery.AtOrAfter(DAMAGED - 1)).orElseThrow().offset());
        assertThrows(CorruptException.class, () -> log.lookup(new TimestampQuery.AtOrAfter(DAMAGED)));
        assertThrows(CorruptException.class, () -> log.lookup(new TimestampQuery.AtOrAfter(latest)));
        assertThrows(CorruptException.class, () -> log.lookup(new TimestampQuery.MaxTimestamp()));
      }
    }
  }

  @Test
  void C3_aSegmentThatCouldNotBeSealedKeepsItsSizeWhenItsLastBatchIsDamaged() throws IOException {
    int count = 40;
    Path store = unsealed(LongStream.range(0, count));
    Path log = store.resolve("orders-0/00000000000000000000.log");
    byte[] sound = Files.readAllBytes(log);
    long last = sound.length / Batches.of(1, 0, 1000).readableBytes() - 1L;
    byte[] damaged = sound.clone();
    damaged[damaged.length - 9] ^= 1;
    Files.write(log, damaged);
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      assertEquals(RecoveryReport.Kind.CRASHED, engine.recoveryReport().kind());
      assertEquals(1, engine.recoveryReport().warnings().size(), engine.recoveryReport().warnings()::toString);
      assertThrows(CorruptException.class, () -> TestStore.baseOffsets(orders(engine), last, 1));
      assertThrows(CorruptException.class, () -> orders(engine).lookup(new TimestampQuery.AtOrAfter(last)));
      assertEquals(count - 1 - last, TestStore.baseOffsets(orders(engine), last + 1, 1 << 20).size());
    }
    Files.write(log, sound);
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      assertEquals(LongStream.range(0, count).boxed().toList(), TestStore.baseOffsets(orders(engine), 0, 1 << 20));
    }
  }

  @Test
  void C3_damageInASegmentThatCouldNotBeSealedHidesOneBatchOnly() throws IOException {
    int count = 40;
    Path copy = unsealed(LongStream.generate(() -> 0).limit(count));
    damage(copy.resolve("orders-0/00000000000000000000.log"), RecordBatchLayout.CRC_AT);
    try (KafkaStyleEngine engine = TestStore.open(copy)) {
      assertEquals(RecoveryReport.Kind.CRASHED, engine.recoveryReport().kind());
      assertEquals(0, engine.recoveryReport().discardedBytes());
      assertTrue(engine.recoveryReport().warnings().stream().anyMatch(it -> it.contains("offsets 4 to 4")));
      assertOnlyTheDamagedBatchIsMissing(orders(engine), count);
    }
  }

  @Test
  void C6_aSegmentWithTwoDamagedLengthsAndALostIndexIsReadAFewTimes() throws IOException {
    Path store = temporary.resolve("store");
    int count = 10_000;
    int size = Batches.of(1, 0, 10).readableBytes();
    StorageConfig config = TestStore.SMALL.with(StorageKeys.FILE_SIZE_BYTES, 4L << 20);
    try (KafkaStyleEngine engine =
        KafkaStyleEngine.open(new SystemDisk(), store, config, EngineResources.create())) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      for (int i = 0; i < count; i++) {
        log.append(Batches.of(1, 0, 10), AppendOptions.BUFFERED);
      }
    }
    Path file = store.resolve("orders-0/00000000000000000000.log");
    byte[] bytes = Files.readAllBytes(file);
    assertEquals(count * size, bytes.length);
    bytes[DAMAGED * size + RecordBatchLayout.BATCH_LENGTH_AT] ^= 1;
    bytes[(count - 2) * size + RecordBatchLayout.BATCH_LENGTH_AT] ^= 1;
    Files.write(file, bytes);
    Files.delete(store.resolve("orders-0/00000000000000000000.index"));
    AtomicInteger reads = new AtomicInteger();
    FailingDisk disk = new FailingDisk(new SystemDisk());
    disk.failAll(
        call -> {
          if (call.operation() == DiskOperation.READ && call.path().equals(file)) {
            reads.incrementAndGet();
          }
          return false;
        },
        FailingDisk::inputOutputError);
    try (KafkaStyleEngine engine = KafkaStyleEngine.open(disk, store, config, EngineResources.create())) {
      assertEquals(count, orders(engine).offsets().logEnd());
      int most = 10 * (1 + bytes.length / BatchScan.WINDOW_BYTES);
      assertTrue(reads.get() > 0 && reads.get() < most, () -> reads + " reads of " + bytes.length + " bytes");
      assertEquals(List.of(count - 1L), TestStore.baseOffsets(orders(engine), count - 1, 1 << 20));
    }
  }
}
