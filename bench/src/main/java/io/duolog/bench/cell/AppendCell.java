package io.duolog.bench.cell;

import io.duolog.bench.load.Action;
import io.duolog.bench.load.Measurement;
import io.duolog.bench.load.Pace;
import io.duolog.bench.load.RunSpec;
import io.duolog.bench.load.TimedLoop;
import io.duolog.bench.machine.TemporaryTree;
import io.duolog.bench.payload.BatchPool;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Durability;
import io.duolog.storage.EngineStats;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageProvider;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Blocking appends by some producers over some partitions. Immutable.
 *
 * @param pool the batches
 * @param partitions how many there are; each producer has an equal part of them, or all have the one
 * @param producers how many threads append
 * @param options durability
 */
record AppendCell(BatchPool pool, int partitions, int producers, AppendOptions options) {
  /** Time for what an engine prepares ahead of its first append; the raw loops wait for the same. */
  private static final long PREPARE_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

  /** The first append to another store undoes some of what the compiler did for one: the second and third do not. */
  private static final int WARM_UP_STORES = 3;

  Measurement run(StorageProvider provider, RunSpec spec, Disposal disposal) {
    for (int part = 0; part < WARM_UP_STORES && spec.warmUpSeconds() > 0; part++) {
      warmUp(provider, spec, "warm-up-" + part, disposal);
    }
    OpenStore store = open(provider, spec, "measured");
    try {
      LockSupport.parkNanos(PREPARE_NANOS);
      if (options.durability() == Durability.BUFFERED) {
        spec.begin();
      }
      EngineStats before = store.engine().stats();
      Measurement measured = append(store, spec);
      EngineStats after = store.engine().stats();
      return measured.with("forces", after.forces() - before.forces()).with("unsyncedBytes", after.unsyncedBytes());
    } finally {
      store.dispose(disposal);
      if (disposal == Disposal.CLOSE) {
        TemporaryTree.remove(spec.directory());
      }
    }
  }

  /** In a store of its own, so that what is measured begins with an empty one, whose first file has room for all. */
  private void warmUp(StorageProvider provider, RunSpec spec, String name, Disposal disposal) {
    OpenStore store = open(provider, spec, name);
    try {
      append(store, spec.warmUpPart(WARM_UP_STORES));
    } finally {
      store.dispose(disposal);
    }
  }

  private OpenStore open(StorageProvider provider, RunSpec spec, String name) {
    return OpenStore.create(provider, spec.directory().resolve(name), partitions);
  }

  private Measurement append(OpenStore store, RunSpec spec) {
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
