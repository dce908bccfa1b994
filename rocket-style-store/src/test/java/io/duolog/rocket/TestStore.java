package io.duolog.rocket;

import io.duolog.io.file.Disk;
import io.duolog.io.file.SystemDisk;
import io.duolog.record.Record;
import io.duolog.record.RecordBatchBuilder;
import io.duolog.record.RecordIterator;
import io.duolog.rocket.log.WriteMode;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.BatchIterator;
import io.duolog.storage.EngineResources;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionIdentity;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.TopicPartition;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Stateless. Stores with files of 16 KiB, their contents as text, and copies of them as a crash would leave them. */
final class TestStore {
  static final int FILE_BYTES = 16 * 1024;
  private static final UUID TOPIC = new UUID(1, 2);
  private static final long TIME = 1_700_000_000_000L;

  private TestStore() {}

  static StorageEngine open(Path directory) {
    return open(directory, new SystemDisk());
  }

  static StorageEngine open(Path directory, Disk disk) {
    return open(directory, disk, EngineResources.create());
  }

  /** In the mode that {@code -Dduolog.write.mode} names, so that the tests can be run in each. */
  static StorageEngine open(Path directory, Disk disk, EngineResources resources) {
    return open(directory, disk, resources, WriteMode.KEY.parse(System.getProperty("duolog.write.mode", "mapping")));
  }

  static StorageEngine open(Path directory, Disk disk, EngineResources resources, WriteMode mode) {
    StorageConfig config =
        StorageConfig.defaults()
            .with(StorageKeys.FILE_SIZE_BYTES, (long) FILE_BYTES)
            .with(StorageKeys.MAX_BATCH_BYTES, 8L * 1024)
            .with(WriteMode.KEY, mode);
    return new RocketStyleProvider(disk).open(directory, config, resources);
  }

  /** The partition of this number, made if it is not there. */
  static PartitionLog partition(StorageEngine engine, int index) {
    TopicPartition name = new TopicPartition("topic", index);
    PartitionSpec spec = new PartitionSpec(new PartitionIdentity(TOPIC, index), name);
    return engine.partitions().find(name).orElseGet(() -> engine.partitions().create(spec));
  }

  static ByteBuf batch(String... values) {
    RecordBatchBuilder builder = new RecordBatchBuilder();
    for (String value : values) {
      builder.append(TIME, null, value.getBytes(StandardCharsets.UTF_8));
    }
    return Unpooled.wrappedBuffer(builder.build());
  }

  static long append(PartitionLog log, String value) {
    return log.append(batch(value), AppendOptions.BUFFERED);
  }

  /** The values of all records, with a check that their offsets are dense. */
  static List<String> values(PartitionLog log, ReadOptions options) {
    List<String> values = new ArrayList<>();
    long next = log.offsets().logStart();
    while (next < log.endOffset(options.isolation())
        && log.read(next, 4096, options) instanceof FetchResult fetched) {
      try {
        BatchIterator batches = fetched.batches();
        RecordIterator records = new RecordIterator();
        while (batches.next()) {
          records.reset(batches.batch());
          while (records.hasNext()) {
            Record record = records.next();
            if (record.offset() != next++) {
              throw new AssertionError("offset " + record.offset() + " where " + (next - 1) + " is due");
            }
            values.add(text(record.value()));
          }
        }
      } finally {
        fetched.release();
      }
    }
    return values;
  }

  static List<String> values(PartitionLog log) {
    return values(log, ReadOptions.LOG_END);
  }

  private static String text(@Nullable ByteBuffer value) {
    return value == null ? "null" : StandardCharsets.UTF_8.decode(value).toString();
  }

  /** What a crash of the process would leave of an open store. */
  static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      files.forEach(
          file -> {
            try {
              Files.copy(file, to.resolve(from.relativize(file).toString()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    return to;
  }

  /** The files of the log, in order. */
  static List<Path> logFiles(Path store) throws IOException {
    try (Stream<Path> files = Files.list(store.resolve("commitlog"))) {
      return files.sorted().toList();
    }
  }
}
