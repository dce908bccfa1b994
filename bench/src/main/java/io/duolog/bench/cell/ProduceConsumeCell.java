package io.duolog.bench.cell;

import io.duolog.bench.load.Measurement;
import io.duolog.bench.load.RunSpec;
import io.duolog.bench.payload.BatchPool;
import io.duolog.bench.serve.LoopbackConnection;
import io.duolog.bench.serve.Placement;
import io.duolog.bench.serve.ResponseConsumer;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Isolation;
import io.duolog.storage.ReadIntent;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.Registration;
import io.duolog.storage.StorageProvider;
import io.duolog.storage.TransferMode;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A producer and a consumer at the log end together. First as fast as they go, with at most {@value #WINDOW_BYTES}
 * bytes between them; then at a fixed rate, where each record's latency runs from the time it was scheduled at to the
 * time the consumer has it. Confined to one run; the producer reads what the consumer has taken through a volatile
 * field.
 */
final class ProduceConsumeCell {
  /** Name of the latency from schedule to consumer. */
  static final String END_TO_END = "end-to-end";

  /** Records a second of the second part. */
  static final int FIXED_RATE = 10_000;

  private static final long WINDOW_BYTES = 4 << 20;
  private static final int FETCH_BYTES = 1 << 20;
  private static final int DIGITS = 3;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long SPIN_BELOW_NANOS = TimeUnit.MICROSECONDS.toNanos(60);

  private final OpenStore store;
  private final BatchPool.Share share;
  private final RunSpec spec;
  private final Histogram latency = new Histogram(DIGITS);
  private volatile long consumedBytes;
  private volatile boolean produced;
  private volatile long endOffset;
  private volatile @Nullable Exception failure;

  private ProduceConsumeCell(OpenStore store, BatchPool pool, RunSpec spec) {
    this.store = store;
    this.share = pool.share(0, 1);
    this.spec = spec;
  }

  static Measurement run(StorageProvider provider, BatchPool pool, RunSpec spec, Disposal disposal) {
    OpenStore store = OpenStore.create(provider, spec.directory(), 1);
    try {
      if (spec.warmUpSeconds() > 0) {
        new ProduceConsumeCell(store, pool, spec.warmUp()).together(0);
        new ProduceConsumeCell(store, pool, spec.warmUp()).together(FIXED_RATE);
      }
      spec.begin();
      Measurement full = new ProduceConsumeCell(store, pool, spec).together(0);
      ProduceConsumeCell paced = new ProduceConsumeCell(store, pool, spec);
      Measurement fixed = paced.together(FIXED_RATE);
      return full.with(END_TO_END, paced.latency).with("fixedRateRecordsPerSecond", fixed.records() / fixed.seconds());
    } finally {
      store.dispose(disposal);
    }
  }

  /** Runs for half of the time; {@code rate} 0 is as fast as it goes. */
  private Measurement together(int rate) {
    LogEndSignal signal = new LogEndSignal(store.partition());
    ReadOptions tail = new ReadOptions(Isolation.LOG_END, ReadIntent.TAIL, true, false, ReadOptions.NO_EPOCH);
    long first = store.partition().endOffset(Isolation.LOG_END);
    endOffset = Long.MAX_VALUE;
    try (Registration _ = store.engine().subscribe(signal);
        PartitionResponses responses = new PartitionResponses(store.partition(), TransferMode.ENGINE, tail, signal);
        LoopbackConnection connection = LoopbackConnection.open(responses, Placement.FREE)) {
      long start = System.nanoTime();
      long interval = rate == 0 ? 0 : SECOND / rate;
      Thread consumer = new Thread(() -> consume(connection.consumer(), first, start, interval), "bench-consumer");
      consumer.start();
      long appended = produce(first, start, interval, signal);
      join(consumer);
      long bytes = consumedBytes;
      rethrow();
      return Measurement.of((System.nanoTime() - start) / (double) SECOND, appended, bytes);
    }
  }

  private long produce(long first, long start, long interval, LogEndSignal signal) {
    ByteBuf[] batches = share.buffers();
    long deadline = start + spec.nanos() / 2;
    long records = 0;
    long bytes = 0;
    int index = 0;
    try {
      while (failure == null && bytes < spec.capBytes() / 2) {
        long due = interval == 0 ? System.nanoTime() : start + records * interval;
        if (due >= deadline) {
          break;
        }
        awaitDue(due);
        while (bytes - consumedBytes > WINDOW_BYTES && failure == null) {
          Thread.onSpinWait();
        }
        store.partition().append(batches[index], AppendOptions.BUFFERED);
        bytes += batches[index].readableBytes();
        records += share.records()[index];
        index = index + 1 == batches.length ? 0 : index + 1;
      }
    } finally {
      endOffset = first + records;
      produced = true;
      signal.end();
    }
    return records;
  }

  private static void awaitDue(long due) {
    long left = due - System.nanoTime();
    while (left > 0) {
      if (left > SPIN_BELOW_NANOS) {
        LockSupport.parkNanos(left - SPIN_BELOW_NANOS);
      } else {
        Thread.onSpinWait();
      }
      left = due - System.nanoTime();
    }
  }

  private void consume(ResponseConsumer consumer, long first, long start, long interval) {
    long offset = first;
    long bytes = 0;
    try {
      while (!produced || offset < endOffset) {
        int size = consumer.fetch(offset, FETCH_BYTES);
        long now = System.nanoTime();
        long next = consumer.nextOffset();
        for (long i = offset; i < next && interval > 0; i++) {
          latency.recordValue(Math.max(0, now - (start + (i - first) * interval)));
        }
        offset = next;
        bytes += size;
        consumedBytes = bytes;
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
  }

  private void rethrow() {
    Exception cause = failure;
    if (cause != null) {
      throw new IllegalStateException("the consumer failed: " + cause.getMessage(), cause);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
  }
}
