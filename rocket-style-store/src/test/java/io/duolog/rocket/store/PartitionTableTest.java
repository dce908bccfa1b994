package io.duolog.rocket.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.duolog.rocket.partition.Completions;
import io.duolog.rocket.partition.Partition;
import io.duolog.rocket.queue.LoneQueue;
import io.duolog.storage.PartitionIdentity;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.TopicPartition;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** In which order a partition becomes findable. */
class PartitionTableTest {
  private static final int PARTITIONS = 20_000;

  private static Partition partition(int index) {
    PartitionIdentity identity = new PartitionIdentity(new UUID(1, 2), index);
    return new Partition(
        new PartitionSpec(identity, new TopicPartition("topic", index)), index + 1,
        LoneQueue.in(List.of(), index + 1), new Completions());
  }

  @Test
  void d5_whatIsFoundByIdentityIsAmongAllPartitions() throws InterruptedException {
    PartitionTable table = new PartitionTable();
    AtomicInteger next = new AtomicInteger();
    AtomicInteger missing = new AtomicInteger();
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int index = 0; index < PARTITIONS; ) {
                    PartitionIdentity identity = new PartitionIdentity(new UUID(1, 2), index);
                    if (table.find(identity) != null) {
                      missing.addAndGet(table.find(new TopicPartition("topic", index)) == null ? 1 : 0);
                      index = Math.max(index + 1, next.get());
                    }
                  }
                });
    for (int index = 0; index < PARTITIONS; index++) {
      next.set(index);
      table.add(partition(index));
    }
    next.set(0);
    reader.join();
    assertEquals(0, missing.get());
  }
}
