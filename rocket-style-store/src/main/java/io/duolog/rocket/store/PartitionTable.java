package io.duolog.rocket.store;

import io.duolog.rocket.partition.Partition;
import io.duolog.rocket.queue.QueueCursor;
import io.duolog.storage.OffsetRange;
import io.duolog.storage.PartitionIdentity;
import io.duolog.storage.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Thread-safe for finding; changes are guarded by their one caller. The live partitions, by name and by identity. */
public final class PartitionTable {
  private final ConcurrentSkipListMap<TopicPartition, Partition> byName = new ConcurrentSkipListMap<>();
  private final Map<PartitionIdentity, Partition> byIdentity = new ConcurrentHashMap<>();

  /** No partitions. */
  public PartitionTable() {}

  /**
   * Adds a partition whose name and identity are free. The name comes first: what can be found by its identity, and
   * appended to, is among {@link #all} already, so no checkpoint leaves it out.
   */
  public void add(Partition partition) {
    byName.put(partition.spec().name(), partition);
    byIdentity.put(partition.spec().identity(), partition);
  }

  /** The partition of this name, if there is one. */
  public @Nullable Partition find(TopicPartition name) {
    return byName.get(name);
  }

  /** The partition of this identity, if there is one. */
  public @Nullable Partition find(PartitionIdentity identity) {
    return byIdentity.get(identity);
  }

  /** All partitions, ordered by name. */
  public Collection<Partition> all() {
    return byName.values();
  }

  /** What is appended and not durable, by partition, where {@code durablePosition} is where the forced log ends. */
  public List<OffsetRange> undurable(long durablePosition) {
    List<OffsetRange> ranges = new ArrayList<>();
    for (Partition partition : all()) {
      long durable = partition.durableOffset(durablePosition, new QueueCursor());
      long end = partition.logEnd();
      if (durable < end) {
        ranges.add(new OffsetRange(partition.spec().identity(), durable, end));
      }
    }
    return ranges;
  }
}
