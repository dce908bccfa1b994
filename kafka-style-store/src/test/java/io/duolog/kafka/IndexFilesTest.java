package io.duolog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.kafka.format.SegmentName;
import io.duolog.record.RecordBatch;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.PartitionLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index files of a closed store against an index that the test makes from the log files by the documented rule. */
final class IndexFilesTest {
  @TempDir Path temporary;

  @Test
  void indexesHoldWhatTheLogSays() throws IOException {
    Path store = temporary.resolve("store");
    long seed = 42;
    Random random = new Random(seed);
    for (int round = 0; round < 3; round++) {
      try (KafkaStyleEngine engine = TestStore.open(store)) {
        PartitionLog log =
            engine
                .partitions()
                .find(TestStore.spec("orders", 0).name())
                .orElseGet(() -> engine.partitions().create(TestStore.spec("orders", 0)));
        for (int i = 0; i < 150; i++) {
          long time = 1000L * round + random.nextInt(2000);
          log.append(Batches.of(1 + random.nextInt(4), time, random.nextInt(900)), AppendOptions.BUFFERED);
        }
      }
      assertIndexes(store.resolve("orders-0"), seed);
    }
  }

  private static void assertIndexes(Path directory, long seed) throws IOException {
    List<Path> logs;
    try (var files = Files.list(directory)) {
      logs = files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    }
    assertTrue(logs.size() > 3, "several segments, seed " + seed);
    for (Path log : logs) {
      long base = SegmentName.baseOffsetOfLog(String.valueOf(log.getFileName())).orElseThrow();
      List<Long> offsets = new ArrayList<>();
      List<Long> times = new ArrayList<>();
      index(ByteBuffer.wrap(Files.readAllBytes(log)), base, offsets, times);
      assertEquals(offsets, longs(directory.resolve(SegmentName.offsetIndex(base))), () -> log + ", seed " + seed);
      assertEquals(times, entries(directory.resolve(SegmentName.timeIndex(base))), () -> log + ", seed " + seed);
    }
  }

  private static void index(ByteBuffer log, long base, List<Long> offsets, List<Long> times) {
    RecordBatch batch = new RecordBatch();
    int lastIndexed = 0;
    long largest = -1;
    long largestOffset = 0;
    long lastTime = -1;
    for (int position = 0; position < log.limit(); position += batch.sizeBytes()) {
      batch.wrap(log, position);
      if (batch.maxTimestamp() > largest) {
        largest = batch.maxTimestamp();
        largestOffset = batch.lastOffset() - base;
      }
      if (position - lastIndexed > 4096) {
        lastIndexed = position;
        offsets.add((batch.lastOffset() - base) << 32 | position);
        if (largest > lastTime) {
          lastTime = largest;
          times.add(largest);
          times.add(largestOffset);
        }
      }
    }
    if (largest > lastTime) {
      times.add(largest);
      times.add(largestOffset);
    }
  }

  private static List<Long> longs(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    List<Long> longs = new ArrayList<>();
    while (bytes.hasRemaining()) {
      longs.add(bytes.getLong());
    }
    return longs;
  }

  private static List<Long> entries(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    List<Long> entries = new ArrayList<>();
    while (bytes.hasRemaining()) {
      entries.add(bytes.getLong());
      entries.add((long) bytes.getInt());
    }
    return entries;
  }
}
