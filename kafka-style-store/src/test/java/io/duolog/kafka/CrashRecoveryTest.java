package io.duolog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.storage.AppendOptions;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.RecoveryReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CrashRecoveryTest {
  private static final int BATCHES = 80;

  @TempDir Path temporary;
  private Path killed = Path.of("");
  private List<Long> expected = List.of();
  private int copies;

  @BeforeEach
  void kill() throws IOException, InterruptedException {
    killed = temporary.resolve("killed");
    expected = CrashChild.run(killed, BATCHES, 30);
  }

  private Path copy() throws IOException {
    Path copy = temporary.resolve("copy" + copies++);
    TestStore.copy(killed, copy);
    return copy;
  }

  private static PartitionLog orders(KafkaStyleEngine engine) {
    return engine.partitions().find(TestStore.spec("orders", 7).name()).orElseThrow();
  }

  private static Path lastLog(Path store) throws IOException {
    try (var files = Files.list(store.resolve("orders-7"))) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().toList().getLast();
    }
  }

  @Test
  void C1_recoveryKeepsEverythingAndMayBeRepeated() throws IOException, InterruptedException {
    Path store = copy();
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      assertEquals(RecoveryReport.Kind.CRASHED, engine.recoveryReport().kind());
      assertEquals(List.of(), engine.recoveryReport().warnings());
      assertEquals(expected, TestStore.baseOffsets(orders(engine), 0, 3000));
      LogOffsets offsets = orders(engine).offsets();
      assertEquals(offsets.logEnd(), offsets.durable(), "what recovery exposes it has forced");
    }
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      assertEquals(RecoveryReport.Kind.CLEAN, engine.recoveryReport().kind());
      assertEquals(expected, TestStore.baseOffsets(orders(engine), 0, 3000));
    }
    CrashChild.run(store, 50, 7);
    CrashChild.run(store, 50, 7);
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      assertEquals(BATCHES + 100, TestStore.baseOffsets(orders(engine), 0, 3000).size());
    }
  }

  @Test
  void C2_aTornTailIsCutAtEveryFieldOfItsHeader() throws IOException {
    long lastSize = Batches.of(1 + (BATCHES - 1) % 3, 0, 500).readableBytes();
    for (long left : new long[] {0, 1, 8, 11, 12, 16, 17, 21, 60, 61, 62, lastSize / 2, lastSize - 1}) {
      long cut = lastSize - left;
      Path store = copy();
      Path log = lastLog(store);
      try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
        channel.truncate(channel.size() - cut);
      }
      try (KafkaStyleEngine engine = TestStore.open(store)) {
        assertEquals(expected.subList(0, BATCHES - 1), TestStore.baseOffsets(orders(engine), 0, 1 << 20));
        assertEquals(lastSize - cut, engine.recoveryReport().discardedBytes());
        assertEquals(expected.getLast(), orders(engine).append(Batches.of(1, 0, 9), AppendOptions.SYNCED));
      }
    }
  }

  @Test
  void C2_rubbishAndZerosBehindTheEndAreCut() throws IOException {
    for (byte filler : new byte[] {0, 2, -1}) {
      Path store = copy();
      byte[] rubbish = new byte[700];
      java.util.Arrays.fill(rubbish, filler);
      try (FileChannel channel = FileChannel.open(lastLog(store), StandardOpenOption.APPEND)) {
        channel.write(ByteBuffer.wrap(rubbish));
      }
      try (KafkaStyleEngine engine = TestStore.open(store)) {
        assertEquals(expected, TestStore.baseOffsets(orders(engine), 0, 1 << 20));
        assertEquals(rubbish.length, engine.recoveryReport().discardedBytes());
      }
    }
  }

  @Test
  void C4_lostIndexFilesAreBuiltAgain() throws IOException {
    Path store = copy();
    try (var files = Files.list(store.resolve("orders-7"))) {
      for (Path file : files.filter(file -> file.toString().endsWith("index")).toList()) {
        Files.delete(file);
      }
    }
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      assertEquals(expected, TestStore.baseOffsets(orders(engine), 0, 3000));
      assertTrue(engine.stats().others().getOrDefault("rebuilt.index.files.count", 0L) > 0);
    }
  }

  @Test
  void C4_lostMetadataAreWrittenAgain() throws IOException {
    Path store = copy();
    Path metadata = store.resolve("orders-7/partition.metadata");
    String content = Files.readString(metadata);
    Files.write(metadata, new byte[0]);
    TestStore.open(store).close();
    assertEquals(content, Files.readString(metadata));
  }

  @Test
  void C4_aLostCheckpointIsBuiltAgain() throws IOException {
    for (boolean isDamaged : new boolean[] {true, false}) {
      Path store = copy();
      if (isDamaged) {
        Files.write(store.resolve("checkpoint"), new byte[100]);
      } else {
        Files.delete(store.resolve("checkpoint"));
      }
      try (KafkaStyleEngine engine = TestStore.open(store)) {
        assertEquals(expected, TestStore.baseOffsets(orders(engine), 0, 3000));
        assertEquals(1, engine.recoveryReport().warnings().size());
      }
    }
  }
}
