package io.duolog.kafka.partition;

import io.duolog.storage.PartitionDescriptor;
import io.duolog.storage.PartitionIdentity;
import io.duolog.storage.TopicPartition;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Thread-safe. The live partitions of a store by name and by identity, and the incarnations that were given. */
public final class PartitionTable {
  private final Map<TopicPartition, LiveLog> byName = new ConcurrentSkipListMap<>();
  private final Map<PartitionIdentity, LiveLog> byIdentity = new ConcurrentHashMap<>();
  private volatile long nextIncarnation;

  /** Without partitions. */
  public PartitionTable(long nextIncarnation) {
    this.nextIncarnation = nextIncarnation;
  }

  /** Adds a partition. */
  public void add(LiveLog log) {
    byName.put(log.descriptor().name(), log);
    byIdentity.put(log.descriptor().identity(), log);
  }

  /** Takes {@code count} incarnation numbers and returns the first. */
  public synchronized long takeIncarnations(int count) {
    long first = nextIncarnation;
    nextIncarnation = first + count;
    return first;
  }

  /** Smallest number that no partition has had. */
  public long nextIncarnation() {
    return nextIncarnation;
  }

  /** The partition of this name. */
  public Optional<LiveLog> find(TopicPartition name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The partition of this identity. */
  public Optional<LiveLog> find(PartitionIdentity identity) {
    return Optional.ofNullable(byIdentity.get(identity));
  }

  /** All partitions, ordered by name. */
  public Collection<LiveLog> all() {
    return byName.values();
  }

  /** All partitions as the SPI shows them, ordered by name. */
  public List<PartitionDescriptor> descriptors() {
    return byName.values().stream().map(LiveLog::descriptor).toList();
  }
}
