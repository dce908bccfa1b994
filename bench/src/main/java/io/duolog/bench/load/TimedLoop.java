package io.duolog.bench.load;

import io.duolog.bench.payload.BatchPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Producers that repeat an action until the time or the bytes are used up. Confined to its caller; each producer has a
 * thread and counters of its own, and shares only the stop flag and the byte count, which it touches at every check.
 */
public final class TimedLoop {
  /** Name of the histogram of sampled action times. */
  public static final String ACTION = "append";

  private static final int DIGITS = 3;

  private final RunSpec spec;
  private final Pace pace;
  private final AtomicLong performedBytes = new AtomicLong();
  private final CountDownLatch started = new CountDownLatch(1);
  private volatile boolean stopped;
  private volatile boolean capped;

  private TimedLoop(RunSpec spec, Pace pace) {
    this.spec = spec;
    this.pace = pace;
  }

  /** Makes the action of one producer. */
  @FunctionalInterface
  public interface Actions {
    /**
     * The action of one producer.
     *
     * @param producer its number, from 0
     * @param share its batches
     */
    Action of(int producer, BatchPool.Share share);
  }

  /** Runs {@code producers} threads and waits for them. */
  public static Measurement run(RunSpec spec, Pace pace, BatchPool pool, int producers, Actions actions) {
    TimedLoop loop = new TimedLoop(spec, pace);
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < producers; i++) {
      BatchPool.Share share = pool.share(i, producers);
      workers.add(loop.new Worker(i, actions.of(i, share), share));
    }
    workers.forEach(Thread::start);
    long start = System.nanoTime();
    loop.started.countDown();
    return loop.collect(workers, start);
  }

  private Measurement collect(List<Worker> workers, long start) {
    Histogram histogram = new Histogram(DIGITS);
    long records = 0;
    long bytes = 0;
    long end = start;
    for (Worker worker : workers) {
      join(worker);
      histogram.add(worker.histogram);
      records += worker.records;
      bytes += worker.bytes;
      end = Math.max(end, worker.end);
    }
    for (Worker worker : workers) {
      if (worker.failure != null) {
        throw new IllegalStateException(worker.getName() + ": " + worker.failure, worker.failure);
      }
    }
    double seconds = (end - start) / (double) TimeUnit.SECONDS.toNanos(1);
    return Measurement.of(seconds, records, bytes).with(ACTION, histogram).with("stoppedByByteCap", capped ? 1 : 0);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
  }

  /** One producer. Confined to its own thread until that has ended. */
  private final class Worker extends Thread {
    private final Action action;
    private final int[] sizes;
    private final int[] recordCounts;
    private final Histogram histogram = new Histogram(DIGITS);
    private long records;
    private long bytes;
    private long end;
    private @Nullable Exception failure;

    Worker(int number, Action action, BatchPool.Share share) {
      super("bench-producer-" + number);
      this.action = action;
      this.recordCounts = share.records();
      this.sizes = new int[recordCounts.length];
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = share.buffers()[i].readableBytes();
      }
    }

    @Override
    public void run() {
      try {
        started.await();
        loop();
        action.finish();
      } catch (Exception e) {
        failure = e;
        stopped = true;
      }
      end = System.nanoTime();
    }

    private void loop() throws Exception {
      long deadline = System.nanoTime() + spec.nanos();
      int checkMask = pace.actionsPerCheck() - 1;
      int sampleMask = pace.actionsPerSample() - 1;
      int index = 0;
      long reported = 0;
      for (long count = 0; ; count++) {
        if ((count & checkMask) == 0) {
          if (mustStop(deadline, bytes - reported)) {
            return;
          }
          reported = bytes;
        }
        if ((count & sampleMask) == 0) {
          long before = System.nanoTime();
          action.perform(index);
          histogram.recordValue(System.nanoTime() - before);
        } else {
          action.perform(index);
        }
        records += recordCounts[index];
        bytes += sizes[index];
        index = index + 1 == sizes.length ? 0 : index + 1;
      }
    }

    private boolean mustStop(long deadline, long newBytes) {
      if (performedBytes.addAndGet(newBytes) >= spec.capBytes()) {
        capped = true;
        stopped = true;
      }
      return stopped || System.nanoTime() >= deadline;
    }
  }
}
