package io.duolog.rocket.append;

import io.duolog.io.nativecalls.NativeCalls;
import io.duolog.rocket.fault.Faults;
import io.duolog.rocket.fault.StoreHealth;
import io.duolog.rocket.log.AllocationThread;
import io.duolog.rocket.partition.Partition;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Durability;
import io.duolog.storage.EngineClock;
import io.duolog.storage.error.StorageException;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Thread-safe. Appends one batch: check, reserve, copy, publish, advance. Only the reservation is under a lock.
 *
 * <p>The batch is copied into its frame behind a negative length word; a native call delivers a fault of the mapping
 * before the word turns positive, so that no lost write is ever published (E4). An append that meets such a fault fails
 * the store: its frame stays reserved, and recovery turns it into padding.
 */
public final class Appender {
  private static final int WAKE_SHIFT = 23;
  private static final long FLIGHT_WAIT_NANOS = 100_000;

  private final Parts parts;
  private final int maxBatchBytes;
  private final NativeCalls nativeCalls = NativeCalls.system();
  private final LongAdder finished = new LongAdder();
  private Consumer<Partition> advanced = partition -> {};

  /** Appends batches of at most {@code maxBatchBytes}. */
  public Appender(Parts parts, int maxBatchBytes) {
    this.parts = parts;
    this.maxBatchBytes = maxBatchBytes;
  }

  /**
   * What an append works with; immutable.
   *
   * @param tail the end of the log
   * @param forces tells synced appends
   * @param allocation prepares the log ahead
   * @param health whether the store takes appends
   * @param clock gives the append time
   */
  public record Parts(
      LogTail tail, ForceThread forces, AllocationThread allocation, StoreHealth health, EngineClock clock) {}

  /** Calls {@code listener} whenever a log end moved, on the thread that moved it; before the first append. */
  public void afterAdvance(Consumer<Partition> listener) {
    advanced = listener;
  }

  /** Appends one batch (A1 to A5, A7, A9). */
  public long append(Partition partition, ByteBuf bytes, AppendOptions options, AppendCompletion completion) {
    PendingBatch batch = PendingBatch.ofThread();
    batch.check(bytes, options, maxBatchBytes);
    batch.describe(partition.owner(), parts.clock.currentTimeMillis());
    partition.queue().requireTail();
    LogTail.Outcome outcome = parts.tail.reserve(partition, batch, options, completion);
    while (outcome != LogTail.Outcome.RESERVED) {
      parts.tail.await(outcome, partition);
      outcome = parts.tail.reserve(partition, batch, options, completion);
    }
    long baseOffset = batch.baseOffset;
    long nextOffset = baseOffset + batch.recordCount;
    long position = batch.position;
    long nextPosition = position + batch.spanBytes();
    boolean hasMoved;
    try {
      hasMoved = publish(partition, batch) && partition.advance(batch.cursor);
    } finally {
      finished.increment();
    }
    if (options.durability() == Durability.SYNCED) {
      parts.forces.wake();
    } else {
      partition.completeWhenVisible(baseOffset, nextOffset, completion);
      failWaiting(partition);
    }
    if (hasMoved) {
      advanced.accept(partition);
    }
    if (position >>> WAKE_SHIFT != nextPosition >>> WAKE_SHIFT) {
      parts.allocation.wake();
    }
    return baseOffset;
  }

  /** Copies and publishes; false if the store failed in it. */
  private boolean publish(Partition partition, PendingBatch batch) {
    try {
      batch.write();
      nativeCalls.faultPoint();
      batch.publish();
      return true;
    } catch (InternalError fault) {
      StorageException cause = Faults.mappingFault(batch.file().path(), batch.index, fault);
      parts.health.fail("a batch of " + partition.spec().name() + " could not be written", null, cause);
      return false;
    } finally {
      batch.clear();
    }
  }

  /** If the store failed, a predecessor may never be published: nobody goes on waiting for one. */
  private void failWaiting(Partition partition) {
    StorageException failure = parts.health.failure();
    if (failure != null) {
      partition.failWaiting(failure);
    }
  }

  /** Batches that were appended. */
  public long finished() {
    return finished.sum();
  }

  /** Returns when every append that reserved a place has ended; no new one may begin. */
  public void awaitFlights() {
    while (finished.sum() < parts.tail.reservedBatches()) {
      LockSupport.parkNanos(this, FLIGHT_WAIT_NANOS);
    }
  }
}
