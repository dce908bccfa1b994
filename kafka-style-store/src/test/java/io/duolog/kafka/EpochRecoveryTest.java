package io.duolog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.duolog.kafka.format.EpochCheckpointText;
import io.duolog.kafka.format.EpochStart;
import io.duolog.kafka.format.MalformedContentException;
import io.duolog.record.RecordBatchLayout;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.FencedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Leader epochs that began after the last checkpoint, in segments that were sealed before the crash. */
final class EpochRecoveryTest {
  private static final int BATCHES_AN_EPOCH = 20;
  private static final List<EpochStart> EPOCHS =
      List.of(
          new EpochStart(2, 0),
          new EpochStart(5, BATCHES_AN_EPOCH),
          new EpochStart(6, 2 * BATCHES_AN_EPOCH),
          new EpochStart(9, 3 * BATCHES_AN_EPOCH));

  @TempDir Path temporary;
  private Path crashed = Path.of("");

  /** Four epochs over several segments, all sealed but the last, with the checkpoint of the partition's creation. */
  @BeforeEach
  void crashBeforeTheNextCheckpoint() throws IOException {
    Path store = temporary.resolve("store");
    Path early = temporary.resolve("early");
    crashed = temporary.resolve("crashed");
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      TestStore.copy(store, early);
      for (EpochStart epoch : EPOCHS) {
        for (int i = 0; i < BATCHES_AN_EPOCH; i++) {
          log.append(Batches.of(1, i, 1000), AppendOptions.BUFFERED.withLeaderEpoch(epoch.leaderEpoch()));
        }
      }
    }
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      TestStore.copy(store, crashed);
      assertEquals(RecoveryReport.Kind.CLEAN, engine.recoveryReport().kind());
    }
    Files.delete(crashed.resolve("orders-0/leader-epoch-checkpoint"));
    takeTopLevelFiles(early);
  }

  /** Brings back the checkpoints of another time; the catalogue is forced at once and stays. */
  private void takeTopLevelFiles(Path early) throws IOException {
    for (Path file : topLevelFiles(crashed)) {
      Files.delete(file);
    }
    for (Path file : topLevelFiles(early)) {
      Files.copy(file, crashed.resolve(early.relativize(file)));
    }
  }

  private static List<Path> topLevelFiles(Path store) throws IOException {
    try (var files = Files.list(store)) {
      return files.filter(file -> Files.isRegularFile(file) && !file.endsWith("catalogue")).toList();
    }
  }

  private static PartitionLog orders(KafkaStyleEngine engine) {
    return engine.partitions().find(TestStore.spec("orders", 0).name()).orElseThrow();
  }

  private List<EpochStart> epochsAfterRecovery() throws IOException, MalformedContentException {
    try (KafkaStyleEngine engine = TestStore.open(crashed)) {
      assertEquals(RecoveryReport.Kind.CRASHED, engine.recoveryReport().kind());
      assertEquals(List.of(), engine.recoveryReport().warnings().stream().filter(it -> it.contains("orders")).toList());
      assertEquals(4 * BATCHES_AN_EPOCH, orders(engine).offsets().logEnd());
    }
    return EpochCheckpointText.decode(Files.readAllBytes(crashed.resolve("orders-0/leader-epoch-checkpoint")));
  }

  @Test
  void C4_epochsOfSegmentsThatWereSealedAfterTheCheckpointAreFound() throws IOException, MalformedContentException {
    assertEquals(EPOCHS, epochsAfterRecovery());
  }

  @Test
  void C4_epochsAreFoundWithoutACheckpoint() throws IOException, MalformedContentException {
    Files.delete(crashed.resolve("checkpoint"));
    assertEquals(EPOCHS, epochsAfterRecovery());
  }

  @Test
  void C8_aDamagedEpochInASealedSegmentIsNotTakenForANewOne() throws IOException, MalformedContentException {
    Files.delete(crashed.resolve("checkpoint"));
    Path log = crashed.resolve("orders-0/00000000000000000000.log");
    byte[] bytes = Files.readAllBytes(log);
    int size = Batches.of(1, 0, 1000).readableBytes();
    bytes[3 * size + RecordBatchLayout.LEADER_EPOCH_AT] ^= 1; // far above all that follow
    Files.write(log, bytes);
    assertEquals(EPOCHS, epochsAfterRecovery());
    try (KafkaStyleEngine engine = TestStore.open(crashed)) {
      PartitionLog log0 = orders(engine);
      assertThrows(CorruptException.class, () -> TestStore.baseOffsets(log0, 3, size));
      assertEquals(4 * BATCHES_AN_EPOCH - 4, TestStore.baseOffsets(log0, 4, 1 << 20).size());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void C8_aDamagedEpochHidesNoNeighbourWhereAnEpochBegins(int damagedEpoch)
      throws IOException, MalformedContentException {
    Files.delete(crashed.resolve("checkpoint"));
    Path log = crashed.resolve("orders-0/00000000000000000015.log");
    int size = Batches.of(1, 0, 1000).readableBytes();
    int second = BATCHES_AN_EPOCH + 1; // of epoch 5
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(log));
    int field = (second - 15) * size + RecordBatchLayout.LEADER_EPOCH_AT;
    assertEquals(5, bytes.getInt(field));
    bytes.putInt(field, damagedEpoch);
    Files.write(log, bytes.array());
    assertEquals(EPOCHS, epochsAfterRecovery());
    try (KafkaStyleEngine engine = TestStore.open(crashed)) {
      PartitionLog orders = orders(engine);
      FetchResult first = (FetchResult) orders.read(second - 1, size, ReadOptions.LOG_END.verified());
      assertEquals(second, first.nextOffset());
      first.release();
      assertThrows(CorruptException.class, () -> TestStore.baseOffsets(orders, second, size));
      assertEquals(4 * BATCHES_AN_EPOCH - second - 1, TestStore.baseOffsets(orders, second + 1, 1 << 20).size());
    }
  }

  @Test
  void A5_anEpochOfASealedSegmentFencesWhereTheActiveOneIsLost() throws IOException {
    try (var files = Files.list(crashed.resolve("orders-0"))) {
      Path active = files.filter(file -> file.toString().endsWith(".log")).max(Path::compareTo).orElseThrow();
      try (FileChannel channel = FileChannel.open(active, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
    }
    try (KafkaStyleEngine engine = TestStore.open(crashed)) {
      assertEquals(9, orders(engine).stats().leaderEpoch());
      assertThrows(
          FencedException.class,
          () -> orders(engine).append(Batches.of(1, 0, 10), AppendOptions.BUFFERED.withLeaderEpoch(8)));
    }
  }

  @Test
  void C8_anEpochWhoseFirstBatchWasLostBeginsWithTheNextOne() throws IOException {
    Path store = temporary.resolve("store");
    crashed = temporary.resolve("lost");
    Path early = temporary.resolve("before");
    int size = Batches.of(1, 0, 10).readableBytes();
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      PartitionLog log = engine.partitions().create(TestStore.spec("lost", 0));
      log.append(Batches.of(1, 0, 10), AppendOptions.SYNCED.withLeaderEpoch(1));
      engine.sync();
    }
    TestStore.copy(store, early);
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      PartitionLog log = engine.partitions().find(TestStore.spec("lost", 0).name()).orElseThrow();
      log.append(Batches.of(1, 1, 10), AppendOptions.BUFFERED.withLeaderEpoch(5));
    }
    TestStore.copy(store, crashed);
    Files.delete(crashed.resolve("checkpoint"));
    Files.delete(crashed.resolve(".kafka_cleanshutdown"));
    Path recoveryPoint = Path.of("recovery-point-offset-checkpoint");
    Files.copy(early.resolve(recoveryPoint), crashed.resolve(recoveryPoint), StandardCopyOption.REPLACE_EXISTING);
    Path file = crashed.resolve("lost-0/00000000000000000000.log");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
    try (KafkaStyleEngine engine = TestStore.open(crashed)) {
      PartitionLog log = engine.partitions().find(TestStore.spec("lost", 0).name()).orElseThrow();
      log.append(Batches.of(1, 2, 10), AppendOptions.SYNCED.withLeaderEpoch(5));
      assertEquals(List.of(0L, 1L), TestStore.baseOffsets(log, 0, 1 << 20));
    }
  }
}
