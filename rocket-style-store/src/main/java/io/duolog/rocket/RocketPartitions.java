package io.duolog.rocket;

import io.duolog.rocket.fault.Faults;
import io.duolog.rocket.fault.StoreHealth;
import io.duolog.rocket.format.CatalogueEntries.PartitionCreated;
import io.duolog.rocket.format.StoreNames;
import io.duolog.rocket.log.StoreEnvironment;
import io.duolog.rocket.partition.Completions;
import io.duolog.rocket.partition.Partition;
import io.duolog.rocket.queue.ConsumeQueue;
import io.duolog.rocket.recovery.OpenedStore;
import io.duolog.rocket.store.PartitionTable;
import io.duolog.io.file.DiskFullException;
import io.duolog.storage.PartitionDescriptor;
import io.duolog.storage.PartitionIdentity;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.Partitions;
import io.duolog.storage.TopicPartition;
import io.duolog.storage.error.StorageException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Thread-safe; making partitions is guarded by the monitor. The partitions of a store as the SPI sees them. */
final class RocketPartitions implements Partitions {
  private final StoreEnvironment environment;
  private final StoreHealth health;
  private final OpenedStore store;
  private final Completions completions;
  private final RocketPartitionLog.Parts parts;
  private final Map<PartitionIdentity, RocketPartitionLog> logs = new ConcurrentHashMap<>();

  RocketPartitions(
      StoreEnvironment environment,
      StoreHealth health,
      OpenedStore store,
      Completions completions,
      RocketPartitionLog.Parts parts) {
    this.environment = environment;
    this.health = health;
    this.store = store;
    this.completions = completions;
    this.parts = parts;
  }

  @Override
  public synchronized List<PartitionLog> createAll(List<PartitionSpec> specs) {
    health.requireWritable();
    requireFree(specs);
    List<PartitionCreated> created = new ArrayList<>(specs.size());
    for (PartitionSpec spec : specs) {
      PartitionIdentity identity = spec.identity();
      long incarnation = store.state().checkpointer().takeIncarnation();
      created.add(new PartitionCreated(incarnation, identity.topicId(), identity.index(), spec.name().topic()));
    }
    if (!created.isEmpty()) {
      record(created);
    }
    List<PartitionLog> made = new ArrayList<>(specs.size());
    for (int i = 0; i < specs.size(); i++) {
      long incarnation = created.get(i).incarnation();
      ConsumeQueue queue = new ConsumeQueue(store.queue().pages(), incarnation, store.queue().repair());
      Partition partition = new Partition(specs.get(i), incarnation, queue, completions);
      store.state().partitions().add(partition);
      made.add(logOf(partition));
    }
    return List.copyOf(made);
  }

  private void requireFree(List<PartitionSpec> specs) {
    PartitionTable table = store.state().partitions();
    Set<Object> seen = new HashSet<>();
    for (PartitionSpec spec : specs) {
      boolean isTaken = table.find(spec.name()) != null || table.find(spec.identity()) != null;
      if (isTaken || !seen.add(spec.name()) || !seen.add(spec.identity())) {
        throw new IllegalArgumentException("name or identity is taken: " + spec.name() + ", " + spec.identity());
      }
    }
  }

  /** A step that failed for lack of space, or by an interrupt, left nothing; any other failure is final (D3). */
  private void record(List<PartitionCreated> created) {
    Path path = environment.directory().resolve(StoreNames.CATALOGUE);
    try {
      store.state().catalogue().created(created);
    } catch (DiskFullException | ClosedByInterruptException e) {
      throw Faults.typed("cannot create partitions", path, e);
    } catch (IOException e) {
      StorageException failure = health.fail("the catalogue could not be written", path, e);
      throw failure;
    }
  }

  private RocketPartitionLog logOf(Partition partition) {
    return logs.computeIfAbsent(partition.spec().identity(), identity -> new RocketPartitionLog(partition, parts));
  }

  /** The one handle of a partition. */
  RocketPartitionLog handle(Partition partition) {
    return logOf(partition);
  }

  @Override
  public Optional<PartitionLog> find(TopicPartition name) {
    health.requireOpen();
    return handleOf(store.state().partitions().find(name));
  }

  @Override
  public Optional<PartitionLog> find(PartitionIdentity identity) {
    health.requireOpen();
    return handleOf(store.state().partitions().find(identity));
  }

  private Optional<PartitionLog> handleOf(@Nullable Partition partition) {
    return partition == null ? Optional.empty() : Optional.of(logOf(partition));
  }

  @Override
  public List<PartitionDescriptor> list() {
    health.requireOpen();
    return store.state().partitions().all().stream().map(RocketPartitionLog::descriptor).toList();
  }
}
