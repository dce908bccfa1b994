package io.duolog.bench.cell;

import io.duolog.bench.load.Measurement;
import io.duolog.bench.payload.BatchPool;
import io.duolog.bench.serve.CatchUp;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Capability;
import io.duolog.storage.EngineStats;
import io.duolog.storage.FetchOutcome;
import io.duolog.storage.FetchResult;
import io.duolog.storage.Isolation;
import io.duolog.storage.ReadIntent;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageProvider;
import io.duolog.storage.TransferMode;
import io.netty.buffer.ByteBuf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A store of one partition that is filled once, closed, and then read and reopened in every round; of an engine that
 * does not keep its data it stays open from fill to the end of the process. Confined to one thread at a time.
 */
final class FilledStore {
  private static final int MOST_REOPENS = 50;

  private final StorageProvider provider;
  private final Path directory;
  private final boolean keepsData;
  private @Nullable OpenStore kept;

  FilledStore(StorageProvider provider, Path directory) {
    this.provider = provider;
    this.directory = directory;
    this.keepsData = provider.capabilities().contains(Capability.PERSISTENCE);
  }

  /** Fills it with batches of the pool, unless that was done before. */
  void fill(BatchPool pool, long bytes) {
    if (!keepsData) {
      kept = filled(pool, bytes);
    } else if (!Files.exists(directory)) {
      filled(pool, bytes).close();
    }
  }

  private OpenStore filled(BatchPool pool, long bytes) {
    OpenStore store = OpenStore.create(provider, directory, 1);
    ByteBuf[] batches = pool.share(0, 1).buffers();
    long written = 0;
    for (int i = 0; written < bytes; i = (i + 1) % batches.length) {
      store.partition().append(batches[i], AppendOptions.BUFFERED);
      written += batches[i].readableBytes();
    }
    return store;
  }

  /** Reads it around and around. */
  Measurement catchUp(int maxBytes, TransferMode mode, CatchUp.Plan plan) {
    if (kept != null) {
      return catchUp(kept, maxBytes, mode, plan);
    }
    try (OpenStore store = OpenStore.reopen(provider, directory)) {
      return catchUp(store, maxBytes, mode, plan);
    }
  }

  private static Measurement catchUp(OpenStore store, int maxBytes, TransferMode mode, CatchUp.Plan plan) {
    ReadOptions options = new ReadOptions(Isolation.LOG_END, ReadIntent.CATCH_UP, true, false, ReadOptions.NO_EPOCH);
    try (PartitionResponses responses =
            new PartitionResponses(store.partition(), mode, options, PartitionResponses.Arrival.NONE)) {
      long end = store.partition().endOffset(Isolation.LOG_END);
      CatchUp.Plan own =
          new CatchUp.Plan(end, maxBytes, plan.warmUpNanos(), plan.nanos(), plan.placement());
      CatchUp.Total total = CatchUp.run(responses, own);
      EngineStats stats = store.engine().stats();
      return Measurement.of(total.seconds(), total.records(), total.bytes())
          .with("responses", total.responses())
          .with("copiedBytes", stats.copiedBytes());
    }
  }

  /** Opens it again and again, each time up to the first batch; the figure is the median. */
  Measurement reopen(double seconds) {
    long deadline = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    reopenOnce();
    List<Long> nanos = new ArrayList<>();
    long bytes = 0;
    do {
      long[] opened = reopenOnce();
      nanos.add(opened[0]);
      bytes = opened[1];
    } while (System.nanoTime() < deadline && nanos.size() < MOST_REOPENS);
    nanos.sort(null);
    double median = nanos.get(nanos.size() / 2) / (double) TimeUnit.SECONDS.toNanos(1);
    return Measurement.of(median, 1, bytes).with("reopens", nanos.size());
  }

  private long[] reopenOnce() {
    long start = System.nanoTime();
    try (OpenStore store = OpenStore.reopen(provider, directory)) {
      FetchOutcome outcome = store.partition().read(0, 1, ReadOptions.LOG_END);
      if (!(outcome instanceof FetchResult result)) {
        throw new IllegalStateException("the first read after a reopen was answered with " + outcome);
      }
      try {
        long nanos = System.nanoTime() - start;
        return new long[] {nanos, store.partition().stats().sizeBytes()};
      } finally {
        result.release();
      }
    }
  }
}
