package io.duolog.kafka.partition;

import io.duolog.io.file.ResourceExhaustedException;
import io.duolog.kafka.segment.LogFile;
import io.duolog.kafka.segment.Segment;
import io.duolog.kafka.store.Flushable;
import io.duolog.kafka.store.ForceQueue;
import io.duolog.kafka.store.Forcible;
import io.duolog.kafka.store.UnsyncedBound;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.error.ResourceLimitException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Thread-safe. Group commit of one partition (rule D2).
 *
 * <p>One thread at a time has the role of forcing: a thread of the queue, or a blocking appender that finds the role
 * free and so saves two changes of thread. It takes the log end first, forces, moves the durable mark to the end that
 * it took, gives the role up and completes what lies below: a batch that was written after the force began is above
 * that end, so no force acknowledges it.
 *
 * <p>Whoever finds the role taken leaves its work to the holder: an append is put into {@link PendingAcks} before the
 * role is tried, and the holder looks there again after it gave the role up, so no append is forgotten. The simpler
 * way, a lock that every appender takes, wakes them one after the other.
 */
final class LogForcing implements Forcible, Flushable {
  private static final int MOST_REFUSALS = 1_000;
  private static final long REFUSAL_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final LogParts parts;
  private final PartitionLog partition;
  private final SegmentSealing sealing;
  private final AtomicBoolean isForcing = new AtomicBoolean();
  private final ForceQueue.Entry queued = new ForceQueue.Entry(this);
  private final LogMark target;
  private final UnsyncedBound.Entry unsynced = new UnsyncedBound.Entry(this);
  private volatile boolean isFlushWanted;
  private volatile boolean wasInterrupted;
  private int refusals;

  LogForcing(LogParts parts, PartitionLog partition, SegmentSealing sealing) {
    this.parts = parts;
    this.partition = partition;
    this.sealing = sealing;
    this.target = parts.marks.end();
  }

  /** Leaves the work to the threads of the queue. */
  void request() {
    parts.context.queue().add(queued);
  }

  /**
   * As {@link #request}, for an append that is among the {@link PendingAcks}, or for a sealing that is wanted. Nobody
   * is woken while a force is under way: who forces looks for both again after it gave the role up, and no thread of
   * the queue can do anything before.
   */
  void requestUnlessForcing() {
    if (!isForcing.get()) {
      request();
    }
  }

  /** Notes the first byte above what is forced. */
  void written() {
    parts.context.unsynced().written(unsynced);
  }

  @Override
  public long unsyncedForNanos(long nowNanos) {
    return parts.marks.unsyncedForNanos(nowNanos);
  }

  @Override
  public void flush() {
    if (!isForcing.get()) { // else it is asked for again if that force does not cover all
      isFlushWanted = true;
      request();
    }
  }

  /** Forces on the calling thread if nobody else does. */
  void lead() {
    if (Thread.currentThread().isInterrupted()) {
      request();
      return;
    }
    run(true);
  }

  @Override
  public void forceNow() {
    run(false);
  }

  private void run(boolean isLeader) {
    if (!isForcing.compareAndSet(false, true)) {
      return;
    }
    long before = parts.marks.durableOffset();
    List<Segment> sealed = List.of();
    try {
      forceOnce(isLeader);
      sealed = isLeader ? sealed : sealing.sealWhatIsDurable();
    } catch (RuntimeException | AssertionError | LinkageError | VirtualMachineError e) {
      parts.failure.fail("a force ended unexpectedly", parts.directory, e);
    } finally {
      isForcing.set(false);
    }
    try {
      tell(before, sealed);
    } finally {
      if (!parts.acks.isEmpty() || sealing.isWanted() || mustFlush()) {
        request();
      }
    }
  }

  /** Completes appends and tells listeners, without the role: whoever is called may append and wait for a force. */
  private void tell(long before, List<Segment> sealed) {
    if (parts.failure.isThere()) {
      parts.failure.announce();
    } else if (!parts.acks.isEmpty()) {
      long durable = parts.marks.durableOffset();
      PendingAcks.Ack ack = new PendingAcks.Ack();
      while (parts.acks.take(durable, ack)) {
        ack.appended(parts.context.counters());
      }
    }
    if (parts.marks.durableOffset() > before) {
      parts.notice.moved(partition);
    }
    sealing.tell(sealed);
  }

  /** Whether another force is due: asked for meanwhile, or at once while the store's bound is half used. */
  private boolean mustFlush() {
    if (parts.context.unsynced().isPressed() && parts.marks.unsyncedBytes() > 0 && !parts.failure.isThere()) {
      isFlushWanted = true;
    }
    return isFlushWanted;
  }

  private void forceOnce(boolean isLeader) {
    if (parts.acks.isEmpty() && !isFlushWanted) {
      parts.marks.copyLastRoll(target);
    } else {
      isFlushWanted = false;
      parts.marks.copyEnd(target);
    }
    if (parts.failure.isThere()) {
      return;
    }
    try {
      forceSegments();
      refusals = 0;
    } catch (ClosedByInterruptException e) {
      wasInterrupted = true;
      handOver(isLeader);
    } catch (ResourceLimitException | ResourceExhaustedException e) {
      refused(isLeader, e);
    } catch (IOException e) {
      parts.failure.fail("a force failed", parts.directory, e);
    }
  }

  /**
   * An interrupt ended the force and may have hidden its failure. A thread of the queue repeats it through a channel
   * that was open before, which the kernel tells of a failure that the closed one was told of. A stray interrupt of a
   * thread of the queue must not end the repetition too.
   */
  private void handOver(boolean isLeader) {
    isFlushWanted = true;
    if (!isLeader) {
      Thread.interrupted();
    }
  }

  /** No file was opened, so none was forced and nothing is lost: it is tried again, but not for ever. */
  private void refused(boolean isLeader, Exception cause) {
    refusals++;
    if (refusals > MOST_REFUSALS) {
      parts.failure.fail("no descriptor for a force", parts.directory, cause);
      return;
    }
    isFlushWanted = true;
    if (!isLeader) {
      LockSupport.parkNanos(this, REFUSAL_PAUSE_NANOS);
    }
  }

  private void forceSegments() throws IOException {
    LogMark durable = parts.marks.durable();
    if (target.offset() <= durable.offset() && target.segment() == durable.segment()) {
      return;
    }
    Segment[] segments = parts.segments.all();
    int first = SegmentList.floor(segments, durable.segment().baseOffset());
    int slot = first;
    for (; slot < segments.length && segments[slot].baseOffset() <= target.segment().baseOffset(); slot++) {
      Segment segment = segments[slot];
      int from = segment == durable.segment() ? durable.position() : 0;
      int to = segment == target.segment() ? target.position() : segment.rolledSize();
      if (to > from) {
        force(segment);
      }
      forceName(segment);
    }
    wasInterrupted = false;
    parts.context.unsynced().leave(parts.marks.forced(target));
    for (int i = first; i < slot; i++) {
      parts.marks.letClose(segments[i], target);
    }
  }

  private void force(Segment segment) throws IOException {
    LogFile file = forceable(segment);
    try {
      parts.context.disk().force(file.channel(), false);
    } finally {
      file.release();
    }
    if (wasInterrupted) {
      forceWitness(segment.log());
    }
    parts.context.counters().forces.increment();
  }

  /** The file's own channel for forces, or the appenders' one if there is no descriptor for it. */
  private static LogFile forceable(Segment segment) throws IOException {
    try {
      segment.forced().acquire();
      return segment.forced();
    } catch (ResourceLimitException | ResourceExhaustedException e) {
      segment.log().acquire();
      return segment.log();
    }
  }

  private void forceWitness(LogFile witness) throws IOException {
    witness.acquire();
    try {
      while (true) {
        try {
          parts.context.disk().force(witness.channel(), false);
          return;
        } catch (ClosedByInterruptException e) {
          throw e;
        } catch (ClosedChannelException e) {
          // A reader was interrupted: again, on a new channel.
        }
      }
    } finally {
      witness.release();
    }
  }

  /** The file's name, before the first acknowledgement that needs it (rule D4). */
  private void forceName(Segment segment) throws IOException {
    if (!segment.isNameDurable()) {
      parts.context.disk().forceDirectory(segment.directory());
      segment.nameIsDurable();
    }
  }
}
