package io.duolog.bench.cell;

import io.duolog.bench.load.Action;
import io.duolog.bench.load.CompilerRest;
import io.duolog.bench.load.Measurement;
import io.duolog.bench.load.Pace;
import io.duolog.bench.load.RunSpec;
import io.duolog.bench.load.TimedLoop;
import io.duolog.bench.machine.TemporaryTree;
import io.duolog.bench.payload.BatchPool;
import io.duolog.bench.payload.PayloadOptions;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Durability;
import io.duolog.storage.EngineStats;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageProvider;
import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Appends by some producers over some partitions. Immutable.
 *
 * @param pool the batches
 * @param partitions how many there are; each producer has an equal part of them, or all have the one
 * @param producers how many threads append
 * @param options durability
 * @param inFlight appends that one producer has in flight in the core form, or {@link #BLOCKING}
 */
record AppendCell(BatchPool pool, int partitions, int producers, AppendOptions options, int inFlight) {
  /** Appends that return when they are acknowledged. */
  static final int BLOCKING = 0;

  /** Time for what an engine prepares ahead of its first append; the raw loops wait for the same. */
  private static final long PREPARE_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

  /** Made when first needed. */
  private static final class SmallBatches {
    private static final int VALUE_BYTES = 64;
    private static final PayloadOptions PAYLOAD = new PayloadOptions(VALUE_BYTES, 0, Optional.empty());
    private static final BatchPool POOL = BatchPool.build(PAYLOAD.load(), 1);

    private SmallBatches() {}
  }

  Measurement run(StorageProvider provider, RunSpec spec, Disposal disposal) {
    boolean buffered = options.durability() == Durability.BUFFERED;
    if (spec.warmUpSeconds() > 0) {
      if (buffered) {
        practise(provider, spec.practice());
        rehearse(provider, spec.rehearsal());
      } else {
        rehearse(provider, spec.warmUp());
        TemporaryTree.remove(spec.warmUp().directory()); // memory decides nothing where forces set the pace
      }
    }
    OpenStore store = open(provider, spec.directory());
    try {
      LockSupport.parkNanos(PREPARE_NANOS);
      if (buffered) {
        spec.begin();
      }
      EngineStats before = store.engine().stats();
      Measurement measured = append(store, spec);
      EngineStats after = store.engine().stats();
      return measured.with("forces", after.forces() - before.forces()).with("unsyncedBytes", after.unsyncedBytes());
    } finally {
      store.dispose(disposal);
    }
  }

  /** Small batches compile the code as large ones do, and are many for the same bytes. */
  private void practise(StorageProvider provider, RunSpec spec) {
    AppendCell small = new AppendCell(SmallBatches.POOL, partitions, producers, options, inFlight);
    try (OpenStore store = open(provider, spec.directory())) {
      CompilerRest.practise(() -> small.append(store, spec));
    }
    TemporaryTree.remove(spec.directory());
  }

  /** In a store of its own, so that what is measured begins with an empty one, whose first file has room for all. */
  private void rehearse(StorageProvider provider, RunSpec spec) {
    try (OpenStore store = open(provider, spec.directory())) {
      append(store, spec);
    }
  }

  private OpenStore open(StorageProvider provider, Path directory) {
    return OpenStore.create(provider, directory, partitions);
  }

  private Measurement append(OpenStore store, RunSpec spec) {
    if (inFlight != BLOCKING) {
      return InFlightAppends.run(store.partition(), pool, spec, inFlight);
    }
    Pace pace = options.durability() == Durability.SYNCED ? Pace.SLOW : Pace.FAST;
    return TimedLoop.run(spec, pace, pool, producers, (producer, share) -> action(store, producer, share));
  }

  private Action action(OpenStore store, int producer, BatchPool.Share share) {
    ByteBuf[] batches = share.buffers();
    AppendOptions how = options;
    if (partitions < producers) {
      PartitionLog only = store.partition();
      return index -> only.append(batches[index], how);
    }
    int each = partitions / producers;
    PartitionLog[] own = store.partitions(producer * each, each);
    return new Action() {
      private int next;

      @Override
      public void perform(int index) {
        own[next].append(batches[index], how);
        next = next + 1 == own.length ? 0 : next + 1;
      }
    };
  }
}
