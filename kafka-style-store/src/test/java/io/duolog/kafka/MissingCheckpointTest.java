package io.duolog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.duolog.storage.AppendOptions;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.error.CorruptException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Openings without our checkpoint (rule C4): Kafka's text files say what the logs cannot. */
final class MissingCheckpointTest {
  @TempDir Path temporary;
  private Path store = Path.of("");
  private Path log = Path.of("");

  @BeforeEach
  void loseTheCheckpoint() throws IOException {
    store = temporary.resolve("store");
    log = store.resolve("orders-0/00000000000000000000.log");
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      PartitionLog orders = engine.partitions().create(TestStore.spec("orders", 0));
      for (int i = 0; i < 4; i++) {
        orders.append(Batches.of(1, 0, 100), AppendOptions.BUFFERED.withLeaderEpoch(3 + i / 2));
      }
      orders.advanceHighWatermark(3);
      PartitionLog others = engine.partitions().create(TestStore.spec("others", 0));
      others.append(Batches.of(2, 0, 100), AppendOptions.BUFFERED);
    }
    Files.delete(store.resolve("checkpoint"));
  }

  private static PartitionLog find(KafkaStyleEngine engine, String topic) {
    return engine.partitions().find(TestStore.spec(topic, 0).name()).orElseThrow();
  }

  @Test
  void C4_highWatermarkAndEpochsComeFromTheTextFiles() {
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      assertEquals(new LogOffsets(0, 4, 3, 3, 4), find(engine, "orders").offsets());
      assertEquals(4, find(engine, "orders").stats().leaderEpoch());
      assertEquals(List.of(0L, 1L, 2L, 3L), TestStore.baseOffsets(find(engine, "orders"), 0, 1000));
      assertEquals(2, find(engine, "others").offsets().logEnd());
    }
  }

  @Test
  void C3_damageBelowTheRecoveryPointOfTheTextFilesIsNotCutOff() throws IOException {
    byte[] bytes = Files.readAllBytes(log);
    bytes[bytes.length - 50] ^= 1;
    Files.write(log, bytes);
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      assertThrows(CorruptException.class, () -> find(engine, "orders").read(0, 1000, ReadOptions.LOG_END));
      assertEquals(2, find(engine, "others").offsets().logEnd());
    }
    assertEquals(bytes.length, TestStore.size(log), "nothing was cut");
  }

  @Test
  void C4_textFilesThatAreMissingOrMalformedSayNothing() throws IOException {
    Files.writeString(store.resolve("recovery-point-offset-checkpoint"), "no checkpoint");
    Files.delete(store.resolve("replication-offset-checkpoint"));
    Files.writeString(store.resolve("orders-0/leader-epoch-checkpoint"), "0\n1\nx y\n");
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      assertEquals(0, find(engine, "orders").offsets().highWatermark());
      assertEquals(4, find(engine, "orders").stats().leaderEpoch());
      assertEquals(4, find(engine, "orders").offsets().durable());
    }
  }
}
