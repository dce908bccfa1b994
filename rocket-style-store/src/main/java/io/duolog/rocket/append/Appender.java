package io.duolog.rocket.append;

import io.duolog.io.nativecalls.NativeCalls;
import io.duolog.rocket.fault.Faults;
import io.duolog.rocket.fault.StoreHealth;
import io.duolog.rocket.log.AllocationThread;
import io.duolog.rocket.partition.Partition;
import io.duolog.rocket.queue.QueueCursor;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Durability;
import io.duolog.storage.EngineClock;
import io.duolog.storage.error.AbandonedAppendException;
import io.duolog.storage.error.OverloadedException;
import io.duolog.storage.error.StorageException;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
  private static final long FAILED_WAIT_NANOS = 5_000_000_000L;

  private final Parts parts;
  private final int maxBatchBytes;
  private final NativeCalls nativeCalls = NativeCalls.system();
  private final UnsyncedBound unsynced;
  private final LogWriter writer;
  private final @Nullable PoolThread pool;
  private final LongAdder finished = new LongAdder();
  private Consumer<Partition> advanced = partition -> {};

  /** Appends batches of at most {@code maxBatchBytes} to a store of this name. */
  public Appender(String storeName, Parts parts, int maxBatchBytes) {
    this.parts = parts;
    this.maxBatchBytes = maxBatchBytes;
    this.unsynced = parts.forces.unsynced();
    this.writer = parts.tail.writer();
    this.pool =
        writer instanceof PoolWriter frames
            ? new PoolThread(storeName, parts.tail, frames, parts.health, new Pooled())
            : null;
  }

  /** Starts the thread that writes, if appenders do not. */
  public void start() {
    if (pool != null) {
      pool.start();
    }
  }

  /** Whether this is called on a thread of the store that tells completions: nobody may wait for it there. */
  public boolean isTelling() {
    return isPoolThread() || parts.forces.isCurrentThread();
  }

  private boolean isPoolThread() {
    return pool != null && pool.isCurrentThread();
  }

  /**
   * Lets a caller wait for the end of an append.
   *
   * @throws IllegalStateException if that would be told by the calling thread, in a completion
   */
  public void requireMayWait(AppendOptions options) {
    if (isPoolThread() || (options.durability() == Durability.SYNCED && parts.forces.isCurrentThread())) {
      throw new IllegalStateException("a completion of this store waits for an append that its own thread ends");
    }
  }

  /** How long a blocking append waits for room, in nanoseconds; not at all on the thread that makes room. */
  public long waitNanos() {
    return parts.forces.isCurrentThread() ? 0 : unsynced.waitNanos();
  }

  /** Ends the thread that writes, when everything is written. */
  public void close() {
    if (pool != null) {
      pool.close();
    }
    parts.tail.close();
  }

  /** The bound of unsynced bytes. */
  public UnsyncedBound unsynced() {
    return unsynced;
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
    PendingBatch batch = prepare(partition, bytes, options);
    try {
      reserve(partition, batch, options, completion);
      return finish(partition, batch, options, completion);
    } catch (InternalError fault) {
      throw failed(partition, fault); // a reservation is the first to touch its page; its fault may come late (E4)
    } catch (StackOverflowError | OutOfMemoryError e) {
      if (!batch.isSettled) {
        parts.tail.lost = e; // nothing is called here: there may be no stack for it, and linking would fail for good
      }
      throw e;
    } finally {
      batch.clear();
    }
  }

  /** Checks a batch and takes part in the bound of unsynced bytes. */
  PendingBatch prepare(Partition partition, ByteBuf bytes, AppendOptions options) {
    PendingBatch batch = PendingBatch.take();
    boolean isDone = false;
    try {
      batch.check(bytes, options, maxBatchBytes);
      long now = parts.clock.currentTimeMillis();
      batch.describe(partition.owner(), now);
      partition.queue().requireTail();
      enter(batch, now);
      isDone = true;
      return batch;
    } finally {
      if (!isDone) {
        batch.clear();
      }
    }
  }

  /** Copies a batch that has its place, publishes it and tells its end; returns its base offset. */
  long finish(Partition partition, PendingBatch batch, AppendOptions options, AppendCompletion completion) {
    long baseOffset = batch.baseOffset;
    long nextOffset = baseOffset + batch.recordCount;
    long position = batch.position;
    long nextPosition = position + batch.spanBytes();
    if (pool != null) {
      pool.wake();
      batch.isSettled = true;
      return baseOffset;
    }
    boolean isSynced = options.durability() == Durability.SYNCED;
    boolean hasMoved;
    Partition.Visibility seen = Partition.Visibility.WAITING;
    try {
      hasMoved = copyAndPublish(partition, batch);
      if (!isSynced) {
        seen = partition.look(batch, baseOffset, nextOffset, completion);
      }
    } finally {
      finished.increment(); // from here on the store may be closed, and its files are not looked at any more
    }
    if (isSynced || unsynced.isHalfFull()) {
      parts.forces.wake();
    }
    if (!isSynced) {
      partition.tell(seen, baseOffset, nextOffset, completion);
      failWaiting(partition);
    }
    ended(partition, hasMoved, position, nextPosition);
    return baseOffset;
  }

  private void ended(Partition partition, boolean hasMoved, long position, long nextPosition) {
    if (hasMoved) {
      advanced.accept(partition);
    }
    if (position >>> WAKE_SHIFT != nextPosition >>> WAKE_SHIFT) {
      parts.allocation.wake();
    }
  }

  /** Confined to the pool's thread. Ends the appends of batches that it has written. */
  private final class Pooled implements PoolThread.Owner {
    private final QueueCursor cursor = new QueueCursor();

    @Override
    public void written(PooledFrame frame) {
      Partition partition = frame.partition();
      frame.slot.publish(frame.batchBytes);
      boolean hasMoved = partition.advance(cursor);
      nativeCalls.faultPoint();
      AppendCompletion completion = frame.takeCompletion();
      if (completion != null) {
        partition.completeWhenVisible(frame.baseOffset, frame.nextOffset, completion);
      }
      ended(partition, hasMoved, frame.position, frame.nextPosition());
      finished.increment(); // last: a frame that did not get here is told as failed, and counted there
    }

    @Override
    public void settled() {
      if (!parts.tail.synced().isEmpty() || unsynced.isHalfFull()) {
        parts.forces.wake();
      }
    }

    @Override
    public void failed(PooledFrame frame, StorageException cause) {
      AppendCompletion completion = frame.takeCompletion();
      if (completion != null) {
        frame.partition().failed(completion, cause);
      }
      finished.increment();
    }
  }

  /** Takes part in the bound of unsynced bytes; in a store that failed or closed that is not what is in the way. */
  private void enter(PendingBatch batch, long now) {
    try {
      unsynced.enter(batch.sizeBytes, now);
    } catch (OverloadedException e) {
      parts.health.requireWritable();
      parts.forces.wake();
      throw e;
    }
  }

  void reserve(Partition partition, PendingBatch batch, AppendOptions options, AppendCompletion completion) {
    boolean isReserved = false;
    try {
      LogTail.Outcome outcome = parts.tail.reserve(partition, batch, options, completion);
      while (outcome != LogTail.Outcome.RESERVED) {
        requireOther(outcome);
        wakeOthers(outcome);
        parts.tail.await(outcome, partition);
        outcome = parts.tail.reserve(partition, batch, options, completion);
      }
      isReserved = true;
    } finally {
      unsynced.endTurn(); // nobody waits for what is told from here on
      if (!isReserved) {
        wakePool();
        unsynced.leave(batch.sizeBytes);
        parts.health.tell();
      }
    }
  }

  /** A roll may have left frames for the pool, also if the append that it was for comes to nothing. */
  private void wakePool() {
    if (pool != null) {
      pool.wake();
    }
  }

  private void wakeOthers(LogTail.Outcome outcome) {
    wakePool();
    if (outcome != LogTail.Outcome.LOST) {
      return;
    }
    if (parts.forces.isCurrentThread()) {
      parts.tail.failIfLost(); // in a completion it would wait for itself
    } else {
      parts.forces.wake();
    }
  }

  /** The pool's thread, in a completion, cannot wait for itself. */
  private void requireOther(LogTail.Outcome outcome) {
    if (outcome == LogTail.Outcome.NO_POOL_ROOM && isPoolThread()) {
      throw new OverloadedException("the pool is full", 0, 0);
    }
  }

  /**
   * Copies the batch, publishes it and moves the log end; returns whether that moved. A reservation that is neither
   * published nor given up would stop forces and readers without a word, so the store fails, whatever it was that ended
   * this. Without a stack that is left to another thread.
   */
  private boolean copyAndPublish(Partition partition, PendingBatch batch) {
    boolean hasStack = true;
    try {
      copy(partition, batch);
      boolean hasMoved = publish(partition, batch);
      batch.isSettled = true;
      return hasMoved;
    } catch (AbandonedAppendException e) {
      batch.isSettled = true;
      throw e;
    } catch (InternalError fault) {
      throw failed(partition, fault);
    } catch (StackOverflowError e) {
      hasStack = false;
      throw e;
    } finally {
      if (hasStack && !batch.isSettled && !parts.health.isFailed()) {
        failed(partition, new IllegalStateException("an append ended before it was published"));
      }
    }
  }

  /**
   * Copies the batch. What the copy meets of the caller's making gives the append up, and those behind it (D2); a fault
   * of the mapping fails the store: nothing can be written there. So does whatever is met when the frame is written
   * already: a force may have covered it, and it cannot come to nothing any more.
   */
  private void copy(Partition partition, PendingBatch batch) {
    Throwable cause;
    try {
      writer.complete(batch);
      nativeCalls.faultPoint();
      return;
    } catch (InternalError | StackOverflowError fault) {
      throw fault;
    } catch (RuntimeException | AssertionError | LinkageError | VirtualMachineError e) {
      cause = e;
    }
    if (!writer.mayGiveUp()) {
      throw failed(partition, cause);
    }
    AbandonedAppends.Told told = new AbandonedAppends.Told();
    AbandonedAppendException abandoned = parts.tail.abandon(partition, batch, cause, told);
    told.completions().forEach(completion -> partition.failed(completion, abandoned));
    parts.forces.wake();
    throw abandoned;
  }

  private boolean publish(Partition partition, PendingBatch batch) {
    if (writer.publish(batch)) {
      return partition.advance(batch.cursor);
    }
    AbandonedAppendException abandoned = parts.tail.abandonBehind(partition, batch);
    parts.forces.wake();
    throw abandoned;
  }

  private StorageException failed(Partition partition, Throwable fault) {
    Throwable cause = Faults.causeOf(parts.health.directory(), fault);
    return parts.health.fail("a batch of " + partition.spec().name() + " could not be written", null, cause);
  }

  /** If the store failed, a predecessor may never be published: nobody goes on waiting for one. */
  private void failWaiting(Partition partition) {
    StorageException failure = parts.health.failure();
    if (failure != null) {
      partition.failWaiting(failure);
    }
  }

  /** Batches that were appended. */
  public long appended() {
    return finished.sum() - parts.tail.abandonedBatches();
  }

  /**
   * Returns when every append that reserved a place has ended; no new one may begin. In a store that failed, a fault
   * that is delivered late may have kept one from being counted, so the wait has an end.
   */
  public void awaitFlights() {
    long deadline = System.nanoTime() + FAILED_WAIT_NANOS;
    boolean isOver = false;
    while (!isOver && finished.sum() < parts.tail.reservedBatches()) {
      parts.forces.wake();
      LockSupport.parkNanos(this, FLIGHT_WAIT_NANOS);
      isOver = parts.health.isFailed() && System.nanoTime() - deadline > 0;
    }
  }
}
