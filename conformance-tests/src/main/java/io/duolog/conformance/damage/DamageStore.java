package io.duolog.conformance.damage;

import io.duolog.conformance.workload.BatchCopy;
import io.duolog.conformance.workload.Batches;
import io.duolog.conformance.workload.Contents;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.EngineResources;
import io.duolog.storage.PartitionIdentity;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.StorageProvider;
import io.duolog.storage.TopicPartition;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** The small store that is damaged: two partitions, a few files each. Stateless. */
final class DamageStore {
  static final int PARTITIONS = 2;

  private static final int BATCHES = 40;
  private static final int VALUE_BYTES = 300;
  private static final int MOST_RECORDS = 3;
  private static final UUID TOPIC_ID = new UUID(0x44414d41, 1);

  private DamageStore() {}

  static StorageEngine open(StorageProvider provider, Path directory) {
    StorageConfig config =
        StorageConfig.defaults()
            .with(StorageKeys.FILE_SIZE_BYTES, 16L * 1024)
            .with(StorageKeys.MAX_BATCH_BYTES, 4L * 1024);
    return provider.open(directory, config, EngineResources.create());
  }

  static TopicPartition name(int partition) {
    return new TopicPartition("damage", partition);
  }

  /** Makes the store, closed. */
  static void create(StorageProvider provider, Path directory) {
    try (StorageEngine engine = open(provider, directory)) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        PartitionIdentity identity = new PartitionIdentity(TOPIC_ID, partition);
        engine.partitions().create(new PartitionSpec(identity, name(partition)));
      }
      for (int i = 0; i < BATCHES; i++) {
        PartitionLog log = engine.partitions().find(name(i % PARTITIONS)).orElseThrow();
        ByteBuffer batch = Batches.random(1 + i % MOST_RECORDS, VALUE_BYTES, i);
        log.append(Unpooled.wrappedBuffer(batch), AppendOptions.BUFFERED);
      }
    }
  }

  /** What it holds: for each partition the bytes of each batch by base offset. */
  static List<Map<Long, ByteBuffer>> contents(StorageProvider provider, Path directory) {
    List<Map<Long, ByteBuffer>> all = new ArrayList<>();
    try (StorageEngine engine = open(provider, directory)) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        Map<Long, ByteBuffer> batches = new TreeMap<>();
        for (BatchCopy copy : Contents.batches(engine.partitions().find(name(partition)).orElseThrow())) {
          batches.put(copy.baseOffset(), copy.bytes());
        }
        all.add(batches);
      }
    }
    return all;
  }
}
