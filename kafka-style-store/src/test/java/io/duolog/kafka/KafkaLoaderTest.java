package io.duolog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.storage.AppendOptions;
import io.duolog.storage.PartitionLog;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.storage.log.FetchIsolation;
import org.apache.kafka.server.util.KafkaScheduler;
import org.apache.kafka.storage.internals.checkpoint.OffsetCheckpointFile;
import org.apache.kafka.storage.internals.log.FetchDataInfo;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.storage.internals.log.LogDirFailureChannel;
import org.apache.kafka.storage.internals.log.LogSegment;
import org.apache.kafka.storage.internals.log.ProducerStateManagerConfig;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.apache.kafka.storage.log.metrics.BrokerTopicStats;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apache Kafka's own log loader on directories of ours. */
final class KafkaLoaderTest {
  @TempDir Path temporary;
  private final KafkaScheduler scheduler = new KafkaScheduler(1);

  @BeforeEach
  void start() {
    scheduler.startup();
  }

  @AfterEach
  void stop() throws InterruptedException {
    scheduler.shutdown();
  }

  private UnifiedLog load(Path store, String partition, boolean wasClosed) throws IOException {
    UUID topicId = TestStore.spec("orders", 7).identity().topicId();
    File directory = store.resolve(partition).toFile();
    Map<TopicPartition, Long> points =
        new OffsetCheckpointFile(
                store.resolve("recovery-point-offset-checkpoint").toFile(), new LogDirFailureChannel(1))
            .read();
    Properties config = new Properties();
    config.put("segment.bytes", Integer.toString(1 << 20));
    return UnifiedLog.create(
        directory,
        new LogConfig(config),
        0,
        points.getOrDefault(new TopicPartition("orders", 7), 0L),
        scheduler,
        new BrokerTopicStats(),
        Time.SYSTEM,
        900_000,
        new ProducerStateManagerConfig(86_400_000, false),
        600_000,
        new LogDirFailureChannel(1),
        wasClosed,
        Optional.of(new Uuid(topicId.getMostSignificantBits(), topicId.getLeastSignificantBits())));
  }

  private static List<Long> baseOffsets(UnifiedLog log) throws IOException {
    List<Long> bases = new ArrayList<>();
    for (long next = 0; next < log.logEndOffset(); ) {
      FetchDataInfo fetched = log.read(next, 5000, FetchIsolation.LOG_END, true);
      for (RecordBatch batch : fetched.records.batches()) {
        batch.ensureValid();
        bases.add(batch.baseOffset());
        next = batch.nextOffset();
      }
    }
    return bases;
  }

  private List<Long> appendAndClose(Path store) {
    List<Long> expected = new ArrayList<>();
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 7));
      for (int i = 0; i < 200; i++) {
        AppendOptions options = AppendOptions.BUFFERED.withLeaderEpoch(i / 60);
        expected.add(log.append(Batches.of(1 + i % 3, i * 10L, 500), options));
      }
    }
    return expected;
  }

  @Test
  void aClosedStoreIsLoadedAsItStands() throws IOException {
    Path store = temporary.resolve("store");
    List<Long> expected = appendAndClose(store);
    Map<String, Long> sizes = indexSizes(store.resolve("orders-7"));
    UnifiedLog log = load(store, "orders-7", true);
    assertEquals(expected, baseOffsets(log));
    assertEquals(
        sizes.keySet().stream().filter(name -> name.endsWith(".index")).count(), log.logSegments().size());
    for (LogSegment segment : log.logSegments()) {
      String name = segment.offsetIndexFile().getName();
      segment.offsetIndex().sanityCheck();
      segment.timeIndex().sanityCheck();
      assertEquals(sizes.getOrDefault(name, -1L), segment.offsetIndex().entries() * 8L, name);
    }
    assertEquals(3, log.latestEpoch().orElseThrow());
    log.close();
  }

  private static Map<String, Long> indexSizes(Path directory) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    try (var files = Files.list(directory)) {
      files
          .filter(file -> file.toString().endsWith("index"))
          .forEach(file -> sizes.put(String.valueOf(file.getFileName()), TestStore.size(file)));
    }
    return sizes;
  }

  @Test
  void aKilledStoreIsRecoveredToTheSameRecords() throws IOException, InterruptedException {
    Path store = temporary.resolve("store");
    List<Long> expected = CrashChild.run(store, 200, 60);
    Path copy = temporary.resolve("copy");
    TestStore.copy(store, copy);
    UnifiedLog log = load(copy, "orders-7", false);
    assertEquals(expected, baseOffsets(log));
    log.close();
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      PartitionLog ours = engine.partitions().find(TestStore.spec("orders", 7).name()).orElseThrow();
      assertEquals(expected, TestStore.baseOffsets(ours, 0, 5000));
    }
    try (var files = Files.list(store.resolve("orders-7"))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".index")).sorted().toList()) {
        assertIndexIsKafkas(file, copy.resolve("orders-7"));
      }
    }
  }

  /** Kafka, recovering, builds the offset index that we built. */
  private static void assertIndexIsKafkas(Path ours, Path directory) throws IOException {
    byte[] built = Files.readAllBytes(ours);
    byte[] kafkas = Files.readAllBytes(directory.resolve(ours.getFileName()));
    assertTrue(kafkas.length >= built.length, ours::toString);
    assertEquals(
        ByteBuffer.wrap(built), ByteBuffer.wrap(kafkas, 0, built.length), ours::toString);
  }
}
