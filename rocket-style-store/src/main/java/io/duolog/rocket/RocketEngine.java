package io.duolog.rocket;

import io.duolog.io.file.DirectoryLock;
import io.duolog.rocket.append.Appender;
import io.duolog.rocket.fault.StoreHealth;
import io.duolog.rocket.fetch.FetchCounters;
import io.duolog.rocket.fetch.FetchPool;
import io.duolog.rocket.fetch.PartitionReader;
import io.duolog.rocket.log.AllocationThread;
import io.duolog.rocket.log.Prefault;
import io.duolog.rocket.log.StoreEnvironment;
import io.duolog.rocket.log.StoreSettings;
import io.duolog.rocket.log.WriteMode;
import io.duolog.rocket.partition.Completions;
import io.duolog.rocket.partition.Partition;
import io.duolog.rocket.queue.QueueCursor;
import io.duolog.rocket.queue.QueuePrefault;
import io.duolog.rocket.recovery.OpenedStore;
import io.duolog.rocket.store.CheckpointThread;
import io.duolog.storage.CloseReport;
import io.duolog.storage.EngineEvents;
import io.duolog.storage.EngineStats;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.Partitions;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.Registration;
import io.duolog.storage.SealedFile;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.StorageFailedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Thread-safe; closing is guarded by the monitor. An open store: wires its parts. */
final class RocketEngine implements StorageEngine {
  private final StoreEnvironment environment;
  private final StoreHealth health;
  private final OpenedStore store;
  private final Completions completions;
  private final FetchCounters counters = new FetchCounters();
  private final FetchPool pool;
  private final PartitionReader reader;
  private final AllocationThread allocation;
  private final AllocationThread prefault;
  private final CheckpointThread checkpoints;
  private final Appender appender;
  private final EventDispatch events;
  private final Gate gate;
  private final RocketPartitions partitions;
  private final EngineClosing closing;
  private @Nullable CloseReport closed;

  RocketEngine(
      StoreEnvironment environment,
      StoreHealth health,
      OpenedStore store,
      Completions completions,
      DirectoryLock lock) {
    String name = environment.settings().name();
    this.environment = environment;
    this.health = health;
    this.store = store;
    this.completions = completions;
    this.pool = new FetchPool(counters, health);
    this.reader =
        new PartitionReader(store.log().files(), store.writing().forces(), health, pool, counters);
    this.allocation = allocation(name, store, health);
    this.prefault = prefault(environment.settings(), store, health);
    this.checkpoints = new CheckpointThread(name, store.state().checkpointer(), health);
    this.appender =
        new Appender(
            name,
            new Appender.Parts(
                store.writing().tail(), store.writing().forces(), prefault, health, environment.clock()),
            environment.settings().maxBatchBytes());
    this.events = new EventDispatch(name, new Teller(), health);
    this.gate = new Gate(health);
    this.partitions =
        new RocketPartitions(
            environment,
            health,
            store,
            completions,
            new RocketPartitionLog.Parts(appender, reader, gate, health, this::highWatermarkMoved));
    this.closing =
        new EngineClosing(
            environment,
            health,
            store,
            lock,
            new EngineClosing.Threads(allocation, prefault, checkpoints, events));
  }

  private static AllocationThread allocation(String name, OpenedStore store, StoreHealth health) {
    AllocationThread thread =
        new AllocationThread(name + "-allocator", List.of(store.log().supply(), store.queue().supply()), health);
    store.log().supply().wakeBy(thread::wake);
    store.queue().supply().wakeBy(thread::wake);
    return thread;
  }

  /**
   * A thread of its own: making a file waits for the disk, and meanwhile the appends would run out of pages. Pages of
   * the log are prepared if they are written by a mapping.
   */
  private static AllocationThread prefault(StoreSettings settings, OpenedStore store, StoreHealth health) {
    List<AllocationThread.Supply> pages = new ArrayList<>();
    if (settings.writeMode() == WriteMode.MAPPING) {
      pages.add(new Prefault(store.log().files(), store.log().supply(), store.writing().tail()::endPosition));
    }
    pages.add(new QueuePrefault(store.queue().pages(), store.queue().supply()));
    return new AllocationThread(settings.name() + "-prefault", pages, health);
  }

  /** Starts the threads. */
  RocketEngine start() {
    appender.afterAdvance(events::moved);
    store.writing().forces().afterForce(events::forced);
    health.follow(this::failed);
    store.state()
        .checkpointer()
        .afterSeal(
            file -> {
              Path path = store.log().files().fileAt(file.position()).path();
              events.happened(listener -> listener.sealed(new SealedFile(path, file.sizeBytes())));
            });
    allocation.start();
    prefault.start();
    store.writing().forces().start();
    appender.start();
    checkpoints.start();
    store.queue().rebuild().start();
    return this;
  }

  private void failed(StorageFailedException failure) {
    store.writing().forces().stopWaiting();
    store.log().supply().abort(failure);
    store.queue().supply().abort(failure);
    store.state().partitions().all().forEach(partition -> partition.failWaiting(failure));
    events.happened(listener -> listener.failed("store " + environment.directory(), failure));
  }

  private void highWatermarkMoved(Partition partition) {
    checkpoints.note();
    events.moved(partition);
  }

  /** Tells listeners of partitions. */
  private final class Teller implements EventDispatch.Teller {
    private final QueueCursor cursor = new QueueCursor();

    @Override
    public void look(Partition partition, LogOffsets.Mutable offsets) {
      reader.snapshot(partition, offsets, cursor);
    }

    @Override
    public void tell(Partition partition, LogOffsets.Mutable offsets, EngineEvents listener) {
      listener.advanced(partitions.handle(partition), offsets);
    }

    @Override
    public List<Partition> afterForce() {
      return new ArrayList<>(store.state().partitions().all());
    }
  }

  @Override
  public Partitions partitions() {
    return partitions;
  }

  /**
   * Waits for a force. A completion must not: it may run on the thread that forces, or on one that forces wait for.
   *
   * @throws IllegalStateException if it is called from one
   */
  @Override
  public void sync() {
    if (appender.isTelling()) {
      throw new IllegalStateException("sync was called by a completion of this store");
    }
    health.requireWritable();
    store.writing().forces().await(store.writing().tail().endPosition());
  }

  @Override
  public Registration subscribe(EngineEvents listener) {
    health.requireOpen();
    return events.subscribe(listener);
  }

  @Override
  public EngineStats stats() {
    health.requireOpen();
    return new EngineStats(
        appender.appended(),
        store.writing().tail().reservedBytes() - store.writing().tail().abandonedBytes(),
        counters.fetchedBytes(),
        counters.transferredBytes(),
        counters.copiedBytes(),
        store.writing().forces().forces(),
        store.writing().forces().unsynced().bytes(),
        pool.held(),
        Map.of(
            "thrown.completions.count", completions.thrown(),
            "dropped.listeners.count", events.dropped(),
            "repaired.queue.pages.count", store.queue().repair().repairedPages(),
            "lost.queue.pages.count", store.queue().rebuild().remainingPages()));
  }

  @Override
  public RecoveryReport recoveryReport() {
    return store.report();
  }

  /**
   * Closes the store. A completion or a listener must not: it runs on a thread that closing waits for.
   *
   * @throws IllegalStateException if it is called from one; nothing was changed
   */
  @Override
  public CloseReport close(Duration limit) {
    if (appender.isTelling() || events.isCurrentThread()) {
      throw new IllegalStateException("close was called by a completion or a listener of this store");
    }
    return closeOnce(limit);
  }

  private synchronized CloseReport closeOnce(Duration limit) {
    CloseReport report = closed;
    if (report == null) {
      EngineClosing.Result result = closing.close(appender, gate, pool, limit);
      closed = result.report();
      result.throwFailure();
      report = result.report();
    }
    return report;
  }
}
