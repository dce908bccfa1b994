package io.duolog.kafka;

import io.duolog.io.file.Disk;
import io.duolog.io.file.SystemDisk;
import io.duolog.storage.BatchIterator;
import io.duolog.storage.EngineClock;
import io.duolog.storage.EngineResources;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionIdentity;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.TopicPartition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;

/** Opens stores with small files, for tests. */
final class TestStore {
  static final StorageConfig SMALL =
      StorageConfig.defaults()
          .with(StorageKeys.FILE_SIZE_BYTES, 16 * 1024L)
          .with(StorageKeys.MAX_BATCH_BYTES, 8192L)
          .with(StorageKeys.UNSYNCED_BYTES, 0L)
          .with(StorageKeys.UNSYNCED_AGE_MS, 0L);

  private TestStore() {}

  static KafkaStyleEngine open(Path directory) {
    return open(new SystemDisk(), directory);
  }

  static KafkaStyleEngine open(Disk disk, Path directory) {
    return KafkaStyleEngine.open(disk, directory, SMALL, EngineResources.create());
  }

  /** The machine's time of day, with another monotonic time. */
  static EngineClock clock(LongSupplier nanoTime) {
    return new EngineClock() {
      @Override
      public long currentTimeMillis() {
        return System.currentTimeMillis();
      }

      @Override
      public long nanoTime() {
        return nanoTime.getAsLong();
      }
    };
  }

  static PartitionSpec spec(String topic, int index) {
    return new PartitionSpec(
        new PartitionIdentity(UUID.nameUUIDFromBytes(topic.getBytes(java.nio.charset.StandardCharsets.UTF_8)), index),
        new TopicPartition(topic, index));
  }

  /** Base offsets of all batches from {@code offset} on, in reads of {@code maxBytes}; every checksum is checked. */
  static List<Long> baseOffsets(PartitionLog log, long offset, int maxBytes) {
    List<Long> bases = new ArrayList<>();
    long next = offset;
    while (true) {
      FetchResult result = (FetchResult) log.read(next, maxBytes, ReadOptions.LOG_END);
      try {
        if (result.sizeBytes() == 0) {
          return bases;
        }
        BatchIterator batches = result.batches();
        while (batches.next()) {
          bases.add(batches.batch().baseOffset());
        }
        next = result.nextOffset();
      } finally {
        result.release();
      }
    }
  }

  /** Copies a store as a crash of the process would leave it. */
  static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            Files.createDirectories(to.resolve(from.relativize(directory)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.copy(file, to.resolve(from.relativize(file)));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
