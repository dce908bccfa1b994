package io.duolog.conformance.model;

import io.duolog.conformance.reference.ReferenceProvider;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Durability;
import io.duolog.storage.EngineResources;
import io.duolog.storage.PartitionIdentity;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.TopicPartition;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What a store has to hold. Confined to one thread. */
final class Oracle {
  static final long FILE_SIZE_BYTES = 16 * 1024;
  static final long MAX_BATCH_BYTES = 4 * 1024;

  private static final UUID TOPIC = new UUID(0x6d6f64656cL, 1);

  private final StorageEngine reference =
      new ReferenceProvider().open(Path.of("nowhere"), config(), EngineResources.create());
  private final List<PartitionLog> logs = new ArrayList<>();
  private final List<Long> durable = new ArrayList<>();

  static StorageConfig config() {
    return StorageConfig.defaults()
        .with(StorageKeys.FILE_SIZE_BYTES, FILE_SIZE_BYTES)
        .with(StorageKeys.MAX_BATCH_BYTES, MAX_BATCH_BYTES);
  }

  static PartitionSpec spec(int partition) {
    return new PartitionSpec(new PartitionIdentity(TOPIC, partition), new TopicPartition("model", partition));
  }

  int partitions() {
    return logs.size();
  }

  PartitionLog log(int partition) {
    return logs.get(partition);
  }

  long logEnd(int partition) {
    return logs.get(partition).offsets().logEnd();
  }

  long highWatermark(int partition) {
    return logs.get(partition).offsets().highWatermark();
  }

  int epoch(int partition) {
    return logs.get(partition).stats().leaderEpoch();
  }

  /** The offset below which everything has to be durable. */
  long durable(int partition) {
    return durable.get(partition);
  }

  /** Everything appended so far has to be durable. */
  void allDurable() {
    for (int partition = 0; partition < logs.size(); partition++) {
      durable.set(partition, logEnd(partition));
    }
  }

  /** Takes over what an operation changes; the others change nothing. */
  void apply(Operation operation) {
    switch (operation) {
      case Operation.Create(int partition) -> {
        logs.add(reference.partitions().create(spec(partition)));
        durable.add(0L);
      }
      case Operation.Append append -> append(append);
      case Operation.Advance(int partition, long offset) -> log(partition).advanceHighWatermark(offset);
      case Operation.Sync() -> allDurable();
      case Operation.Reopen() -> allDurable();
      case Operation.AppendDefect _, Operation.AppendFenced _ -> {}
      case Operation.Read _, Operation.Lookup _, Operation.Offsets _ -> {}
    }
  }

  private void append(Operation.Append append) {
    ByteBuffer batch = append.batch().build();
    AppendOptions options = AppendOptions.BUFFERED.withLeaderEpoch(append.epoch());
    log(append.partition()).append(Unpooled.wrappedBuffer(batch), options);
    if (append.durability() == Durability.SYNCED) {
      durable.set(append.partition(), logEnd(append.partition()));
    }
  }
}
