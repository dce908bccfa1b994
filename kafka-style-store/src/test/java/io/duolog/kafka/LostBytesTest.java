package io.duolog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.file.SystemDisk;
import io.duolog.record.RecordBatch;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.BatchIterator;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.TimestampQuery;
import io.duolog.storage.error.CorruptException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Log files that are missing, or shorter than what was forced: what is lost is told, all else served (rule C3). */
final class LostBytesTest {
  private static final int BATCHES = 50;
  private static final int BATCH_BYTES = Batches.of(1, 0, 1000).readableBytes();
  private static final int MISSING = -1;
  private static final int WHOLE = 4;

  @TempDir Path temporary;

  private static PartitionLog orders(KafkaStyleEngine engine) {
    return engine.partitions().find(TestStore.spec("orders", 0).name()).orElseThrow();
  }

  private static void append(PartitionLog log, int count) {
    for (int i = 0; i < count; i++) {
      log.append(Batches.of(1, i, 1000), AppendOptions.BUFFERED);
    }
  }

  private static List<Path> logs(Path store) throws IOException {
    try (var files = Files.list(store.resolve("orders-0"))) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    }
  }

  /** A store of which everything was forced: closed, or as a crash leaves it. */
  private Path store(boolean isCrash) throws IOException {
    Path store = temporary.resolve("store");
    Path copy = temporary.resolve("copy");
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      append(engine.partitions().create(TestStore.spec("orders", 0)), BATCHES);
    }
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      assertEquals(BATCHES, orders(engine).offsets().durable());
      TestStore.copy(store, copy);
    }
    return isCrash ? copy : store;
  }

  /** Cuts a log file, or removes it; says what is lost with it. */
  private static Lost lose(Path file, int sizeBytes) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    if (sizeBytes == MISSING) {
      Files.delete(file);
    } else {
      Files.write(file, Arrays.copyOf(bytes.array(), sizeBytes));
    }
    List<Long> lost = new ArrayList<>();
    RecordBatch batch = new RecordBatch();
    for (int at = 0; at < bytes.limit(); at += batch.sizeBytes()) {
      batch.wrap(bytes, at);
      if (at + batch.sizeBytes() > sizeBytes) {
        lost.add(batch.baseOffset());
      }
    }
    return new Lost(String.valueOf(file.getFileName()), lost.getFirst(), lost.getLast());
  }

  @ParameterizedTest
  @CsvSource({
    "true, 0, -1", "true, 0, 0", "true, 0, 4", "true, 0, 400", "true, 0, 410",
    "true, 1, -1", "true, 1, 400", "true, 1, 410", "true, 1, 403",
    "true, 3, -1", "true, 3, 0", "true, 3, 200", "true, 3, 210", "true, 3, 203",
    "false, 0, -1", "false, 0, 0", "false, 0, 4", "false, 0, 400", "false, 0, 410",
    "false, 1, -1", "false, 1, 400", "false, 1, 410", "false, 1, 403",
    "false, 3, -1", "false, 3, 0", "false, 3, 200", "false, 3, 210", "false, 3, 203"
  })
  void C3_whatIsLostIsToldAndAllElseServed(boolean isCrash, int segment, int hundredthsOfBatches) throws IOException {
    Path store = store(isCrash);
    assertEquals(4, logs(store).size());
    int sizeBytes = hundredthsOfBatches < 0 ? MISSING : hundredthsOfBatches * BATCH_BYTES / 100;
    Lost lost = lose(logs(store).get(segment), sizeBytes);
    int count = BATCHES;
    for (int round = 0; round < 3; round++) {
      boolean isRecovered = isCrash && round == 0;
      try (KafkaStyleEngine engine = TestStore.open(store)) {
        assertEquals(
            isRecovered ? RecoveryReport.Kind.CRASHED : RecoveryReport.Kind.CLEAN, engine.recoveryReport().kind());
        assertEquals(isRecovered, !engine.recoveryReport().warnings().isEmpty());
        assertEquals(0, engine.recoveryReport().discardedBytes());
        assertOnlyLostIsTold(orders(engine), count, lost);
        assertEquals(count++, orders(engine).append(Batches.of(1, 0, 1000), AppendOptions.SYNCED));
        assertOnlyLostIsTold(orders(engine), count, lost);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, -1", "0, 4", "1, 5", "3, -1", "3, 0", "3, 2"})
  void C1_aCrashAfterTheLossWasFoundLosesNoMore(int segment, int batches) throws IOException {
    Path store = store(false);
    Path second = temporary.resolve("second");
    Path third = temporary.resolve("third");
    Lost lost = lose(logs(store).get(segment), batches < 0 ? MISSING : batches * BATCH_BYTES);
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      assertOnlyLostIsTold(orders(engine), BATCHES, lost);
      TestStore.copy(store, second);
    }
    try (KafkaStyleEngine engine = TestStore.open(second)) {
      assertOnlyLostIsTold(orders(engine), BATCHES, lost);
      orders(engine).append(Batches.of(1, 0, 1000), AppendOptions.SYNCED);
      TestStore.copy(second, third);
    }
    try (KafkaStyleEngine engine = TestStore.open(third)) {
      assertEquals(RecoveryReport.Kind.CRASHED, engine.recoveryReport().kind());
      assertOnlyLostIsTold(orders(engine), BATCHES + 1, lost);
    }
  }

  @ParameterizedTest
  @CsvSource({"400", "410", "1"})
  void C4_anIndexIsBuiltAgainOfWhatIsLeft(int hundredthsOfBatches) throws IOException {
    Path store = store(false);
    Path log = logs(store).get(1);
    Lost lost = lose(log, hundredthsOfBatches * BATCH_BYTES / 100);
    for (int round = 0; round < 2; round++) {
      Files.delete(log.resolveSibling(log.getFileName().toString().replace(".log", ".index")));
      try (KafkaStyleEngine engine = TestStore.open(store)) {
        assertOnlyLostIsTold(orders(engine), BATCHES, lost);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "3"})
  void C3_everyOpeningLogsWhatIsLost(int segment) throws IOException {
    Path store = store(false);
    Path file = logs(store).get(segment);
    lose(file, MISSING);
    for (int round = 1; round <= 2; round++) {
      try (KafkaStyleEngine engine = TestStore.open(store)) {
        assertEquals(RecoveryReport.Kind.CLEAN, engine.recoveryReport().kind());
        assertEquals(BATCHES, orders(engine).offsets().logEnd());
        assertTrue(((FetchResult) orders(engine).read(0, 1, ReadOptions.LOG_END)).release());
      }
      assertEquals(round, WarningLog.warnings().stream().filter(it -> it.contains(file + " has 0 of ")).count());
    }
  }

  @Test
  void C3_twoLostFilesHideNothingElse() throws IOException {
    Path store = store(true);
    Lost first = lose(logs(store).get(1), MISSING);
    Lost second = lose(logs(store).get(2), BATCH_BYTES);
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      assertOnlyLostIsTold(orders(engine), BATCHES, first, second);
    }
  }

  @Test
  void C3_aFileThatVanishesUnderAnOpenStoreIsToldWithItsRange() throws IOException {
    Path store = store(false);
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      assertEquals(BATCHES, orders(engine).offsets().logEnd());
      assertOnlyLostIsTold(orders(engine), BATCHES, lose(logs(store).get(1), MISSING));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, -1", "0, 0", "0, 500", "1, -1", "1, 0", "1, 500", "1, 510", "1, 1400", "2, 503"})
  void C3_aSegmentThatWasNotSealedYetLosesNoOther(int segment, int hundredthsOfBatches) throws IOException {
    Path store = temporary.resolve("store");
    Path copy = temporary.resolve("copy");
    FailingDisk disk = new FailingDisk(new SystemDisk());
    try (KafkaStyleEngine engine = TestStore.open(disk, store)) {
      disk.failAll(
          call -> call.operation() == DiskOperation.RENAME && call.path().toString().contains("index"),
          FailingDisk::inputOutputError);
      append(engine.partitions().create(TestStore.spec("orders", 0)), BATCHES);
    }
    disk.heal();
    TestStore.copy(store, copy);
    int sizeBytes = hundredthsOfBatches < 0 ? MISSING : hundredthsOfBatches * BATCH_BYTES / 100;
    String before = String.valueOf(logs(copy).getFirst().getFileName());
    Lost lost = lose(logs(copy).get(segment), sizeBytes);
    if (segment > 0 && sizeBytes == MISSING) { // nothing tells whether the file before it was longer
      lost = new Lost(before, lost.first(), lost.last());
    }
    for (int round = 0; round < 2; round++) {
      try (KafkaStyleEngine engine = TestStore.open(copy)) {
        assertOnlyLostIsTold(orders(engine), BATCHES + round, lost);
        assertThrows(
            CorruptException.class, () -> orders(engine).lookup(new TimestampQuery.AtOrAfter(Long.MAX_VALUE)));
        assertEquals(BATCHES + round, orders(engine).append(Batches.of(1, 0, 1000), AppendOptions.SYNCED));
      }
    }
  }

  @Test
  void L1_aTimeThatMayBeLostIsToldAndAnEarlierOneIsFound() throws IOException {
    Path store = store(false);
    Lost lost = lose(logs(store).get(1), WHOLE * BATCH_BYTES);
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      PartitionLog log = orders(engine);
      assertEquals(3, log.lookup(new TimestampQuery.AtOrAfter(3)).orElseThrow().offset());
      assertEquals(lost.first() - 1, log.lookup(new TimestampQuery.AtOrAfter(lost.first() - 1)).orElseThrow().offset());
      assertThrows(CorruptException.class, () -> log.lookup(new TimestampQuery.AtOrAfter(lost.first())));
      assertEquals(lost.last() + 1, log.lookup(new TimestampQuery.AtOrAfter(lost.last() + 1)).orElseThrow().offset());
    }
  }

  /** Reads from every offset, with one batch and with all that fit. */
  private static void assertOnlyLostIsTold(PartitionLog log, int count, Lost... lost) {
    assertEquals(count, log.offsets().logEnd());
    for (long offset = 0; offset < count; offset++) {
      for (int maxBytes : new int[] {1, 3 * BATCH_BYTES, 1 << 20}) {
        assertToldOrServed(log, offset, maxBytes, lost);
      }
    }
  }

  private static void assertToldOrServed(PartitionLog log, long offset, int maxBytes, Lost... all) {
    for (Lost lost : all) {
      if (offset >= lost.first() && offset <= lost.last()) {
        CorruptException told =
            assertThrows(CorruptException.class, () -> log.read(offset, maxBytes, ReadOptions.LOG_END));
        String message = String.valueOf(told.getMessage());
        assertTrue(message.contains("offsets " + lost.first() + " to " + lost.last()), () -> lost + ": " + message);
        assertEquals(lost.fileName(), String.valueOf(Objects.requireNonNull(told.location().path()).getFileName()));
        return;
      }
    }
    FetchResult result = (FetchResult) log.read(offset, maxBytes, ReadOptions.LOG_END);
    try {
      assertEquals(result.sizeBytes(), result.content().readableBytes());
      BatchIterator batches = result.batches();
      long next = offset;
      while (batches.next()) {
        assertEquals(next, batches.batch().baseOffset());
        next = batches.batch().nextOffset();
      }
      assertEquals(next, result.nextOffset());
      assertTrue(next > offset, "no read below the end is empty");
    } finally {
      result.release();
    }
  }

  /** Offsets that cannot be served, of one file. */
  private record Lost(String fileName, long first, long last) {}
}
