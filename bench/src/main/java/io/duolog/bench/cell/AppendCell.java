package io.duolog.bench.cell;

import io.duolog.bench.load.Action;
import io.duolog.bench.load.Measurement;
import io.duolog.bench.load.Pace;
import io.duolog.bench.load.RunSpec;
import io.duolog.bench.load.TimedLoop;
import io.duolog.bench.payload.BatchPool;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Durability;
import io.duolog.storage.EngineStats;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageProvider;
import io.netty.buffer.ByteBuf;

/**
 * Blocking appends by some producers over some partitions. Immutable.
 *
 * @param pool the batches
 * @param partitions how many there are; each producer has an equal part of them, or all have the one
 * @param producers how many threads append
 * @param options durability
 */
record AppendCell(BatchPool pool, int partitions, int producers, AppendOptions options) {
  Measurement run(StorageProvider provider, RunSpec spec, Disposal disposal) {
    OpenStore store = OpenStore.create(provider, spec.directory(), partitions);
    try {
      if (spec.warmUpSeconds() > 0) {
        append(store, spec.warmUp());
      }
      EngineStats before = store.engine().stats();
      Measurement measured = append(store, spec);
      EngineStats after = store.engine().stats();
      return measured.with("forces", after.forces() - before.forces()).with("unsyncedBytes", after.unsyncedBytes());
    } finally {
      store.dispose(disposal);
    }
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
