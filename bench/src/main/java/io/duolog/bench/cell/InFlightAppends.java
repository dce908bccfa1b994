package io.duolog.bench.cell;

import io.duolog.bench.load.Action;
import io.duolog.bench.load.Measurement;
import io.duolog.bench.load.Pace;
import io.duolog.bench.load.RunSpec;
import io.duolog.bench.load.TimedLoop;
import io.duolog.bench.payload.BatchPool;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.AppendRejection;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.error.StorageException;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Synced appends of one producer in the core form. As many as there are slots are in flight; who finds the next slot
 * taken waits until its append has been told. Confined to the producer, but for the slots' completion methods, which
 * the engine calls; each slot publishes by its {@code pending}.
 */
final class InFlightAppends implements Action {
  private static final int DIGITS = 3;

  private final PartitionLog partition;
  private final ByteBuf[] batches;
  private final Slot[] slots;
  private final ForceGroups groups;
  private final Histogram latency = new Histogram(DIGITS);
  private int next;

  private InFlightAppends(PartitionLog partition, BatchPool.Share share, int inFlight) {
    this.partition = partition;
    this.batches = share.buffers();
    this.groups = new ForceGroups(partition);
    this.slots = new Slot[inFlight];
    for (int i = 0; i < inFlight; i++) {
      slots[i] = new Slot(groups);
    }
  }

  /**
   * Appends until the time or the bytes are used up, and waits for what is in flight then.
   *
   * @param pool batches of one record
   */
  static Measurement run(PartitionLog partition, BatchPool pool, RunSpec spec, int inFlight) {
    InFlightAppends appends = new InFlightAppends(partition, pool.share(0, 1), inFlight);
    Measurement measured = TimedLoop.run(spec, Pace.SLOW, pool, 1, (_, _) -> appends);
    return measured
        .with(TimedLoop.ACTION, appends.latency)
        .with("groups", appends.groups.count())
        .with(appends.groups.sizes());
  }

  @Override
  public void perform(int index) {
    Slot slot = slots[next];
    await(slot);
    slot.arm();
    partition.append(batches[index], AppendOptions.SYNCED, slot);
    next = next + 1 == slots.length ? 0 : next + 1;
  }

  @Override
  public void finish() {
    for (Slot slot : slots) {
      await(slot);
    }
  }

  private void await(Slot slot) {
    slot.await();
    if (slot.isUsed) {
      slot.isUsed = false;
      latency.recordValue(slot.endNanos - slot.startNanos);
    }
  }

  /** The completion of one append at a time. */
  private static final class Slot implements AppendCompletion {
    private final ForceGroups groups;
    private boolean isUsed;
    private long startNanos;
    private long endNanos;
    private @Nullable RuntimeException failure;
    private volatile boolean pending;
    private volatile @Nullable Thread waiter;

    Slot(ForceGroups groups) {
      this.groups = groups;
    }

    void arm() {
      isUsed = true;
      startNanos = System.nanoTime();
      pending = true;
    }

    void await() {
      if (pending) {
        waiter = Thread.currentThread();
        while (pending) {
          LockSupport.park(this);
        }
        waiter = null;
      }
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public void appended(long baseOffset, long lastOffset) {
      groups.completed(lastOffset);
      end();
    }

    @Override
    public void rejected(AppendRejection rejection) {
      failure = new IllegalStateException("an append was rejected: " + rejection);
      end();
    }

    @Override
    public void failed(StorageException cause) {
      failure = cause;
      end();
    }

    private void end() {
      endNanos = System.nanoTime();
      pending = false;
      Thread thread = waiter;
      if (thread != null) {
        LockSupport.unpark(thread);
      }
    }
  }
}
