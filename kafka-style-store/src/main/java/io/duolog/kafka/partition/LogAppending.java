package io.duolog.kafka.partition;

import io.duolog.io.file.DiskFullException;
import io.duolog.io.file.OpenMode;
import io.duolog.kafka.segment.ActiveIndex;
import io.duolog.kafka.segment.LogFile;
import io.duolog.kafka.segment.Segment;
import io.duolog.kafka.store.Faults;
import io.duolog.record.RecordBatch;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Durability;
import io.duolog.storage.error.EngineClosedException;
import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.FencedException;
import io.duolog.storage.error.InterruptedAppendException;
import io.duolog.storage.error.OverloadedException;
import io.duolog.storage.error.StorageException;
import io.duolog.storage.error.StorageFullException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Thread-safe; guarded by the append lock, its monitor: the one lock that is held over a write. Gives offsets, writes,
 * counts in the index, publishes, in this order; nothing is published that is not in the file (rules A1, A3, A4, V1).
 *
 * <p>The caller writes itself. A thread that writes for all would gather more, and costs two changes of thread where
 * there is nothing to gather.
 */
final class LogAppending {
  private static final long ROLLED = -1;
  private static final long MUST_ROLL = -2;

  private final LogParts parts;
  private final SegmentSealing sealing;
  private final LogForcing forcing;
  private final AppendScratch.Stamped stamped = new AppendScratch.Stamped();
  private boolean isRolling;
  private int listedEpoch = AppendOptions.NO_EPOCH;
  private boolean isClosed;

  LogAppending(LogParts parts, SegmentSealing sealing, LogForcing forcing) {
    this.parts = parts;
    this.sealing = sealing;
    this.forcing = forcing;
  }

  /**
   * Appends a checked batch. Whoever finds that the segment has to be rolled makes the next file without the lock,
   * while appends of this partition wait for {@link SegmentSealing#RETRY_NANOS} at most; files are opened without it
   * too (rule E7).
   *
   * @return its base offset
   * @throws OverloadedException if the next file is still being made then
   */
  long append(AppendScratch scratch, RecordBatch batch, AppendOptions options, AppendCompletion completion) {
    long baseOffset = ROLLED;
    while (baseOffset == ROLLED) {
      Segment active = parts.segments.active();
      LogFile file = acquired(active);
      try {
        baseOffset = appendTo(active, scratch, batch, options, completion);
      } finally {
        file.release(); // not before the marks have a lease of their own
      }
    }
    return baseOffset == MUST_ROLL ? rollAndAppend(scratch, batch, options, completion) : baseOffset;
  }

  /** The base offset, or why the batch was not appended to this segment; the caller has a lease on its file. */
  private synchronized long appendTo(
      Segment active, AppendScratch scratch, RecordBatch batch, AppendOptions options, AppendCompletion completion) {
    awaitRoll(batch.sizeBytes());
    requireOpen();
    LogMark end = parts.marks.endForAppender();
    if (end.segment() != active) {
      return ROLLED;
    }
    if (!mustRoll(end, batch)) {
      return appendHere(scratch, batch, options, completion);
    }
    acceptedEpoch(options.leaderEpoch()); // who is fenced does not roll
    isRolling = true; // the end stays where it is
    return MUST_ROLL;
  }

  private long rollAndAppend(
      AppendScratch scratch, RecordBatch batch, AppendOptions options, AppendCompletion completion) {
    Segment next;
    LogFile file;
    boolean isMade = false;
    try {
      next = makeNext(parts.marks.nextOffset());
      file = acquired(next);
      isMade = true;
    } finally {
      if (!isMade) {
        endRoll();
      }
    }
    try {
      synchronized (this) {
        endRoll();
        install(next);
        parts.failure.requireNone();
        return appendHere(scratch, batch, options, completion);
      }
    } finally {
      file.release();
    }
  }

  private synchronized void endRoll() {
    isRolling = false;
    notifyAll();
  }

  /** Waits, without the lock, for who makes the next file. */
  private void awaitRoll(int sizeBytes) {
    if (!isRolling) {
      return;
    }
    long started = System.nanoTime();
    long left = SegmentSealing.RETRY_NANOS;
    try {
      while (isRolling && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = SegmentSealing.RETRY_NANOS - (System.nanoTime() - started);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedAppendException(
          "the append was interrupted while the next segment was made", FaultLocation.of(parts.directory), e);
    }
    if (isRolling) {
      throw new OverloadedException(
          parts.spec.name() + ": the next segment is not there yet", sizeBytes, SegmentSealing.RETRY_NANOS);
    }
  }

  /** Appends to the active segment, on whose file the caller has a lease. */
  private long appendHere(
      AppendScratch scratch, RecordBatch batch, AppendOptions options, AppendCompletion completion) {
    int leaderEpoch = acceptedEpoch(options.leaderEpoch());
    boolean isSynced = options.durability() == Durability.SYNCED;
    if (isSynced && !parts.acks.reserve()) {
      throw new OverloadedException(
          parts.spec.name() + ": " + PendingAcks.MOST + " synced appends wait for a force",
          batch.sizeBytes(),
          SegmentSealing.RETRY_NANOS);
    }
    LogMark end = parts.marks.endForAppender();
    long baseOffset = end.offset();
    stamped.of(batch, baseOffset, leaderEpoch);
    write(scratch, end.segment().log(), end.position());
    place(scratch, end);
    if (isSynced) {
      parts.acks.add(baseOffset, stamped.nextOffset(), completion);
    }
    return baseOffset;
  }

  /**
   * Enters a batch that was written in index, epochs and marks. An error between the first and the last of them is
   * final: the index may have an entry whose batch is not there.
   */
  private void place(AppendScratch scratch, LogMark end) {
    try {
      count(end);
      publish(scratch, end);
    } catch (RuntimeException | AssertionError | LinkageError | VirtualMachineError e) {
      throw parts.failure.fail("an append ended unexpectedly", end.segment().log().path(), e);
    }
  }

  private void count(LogMark end) {
    int lastDelta = (int) (stamped.nextOffset() - 1 - end.segment().baseOffset());
    end.index().add(lastDelta, end.position(), stamped.maxTimestamp());
    int leaderEpoch = stamped.leaderEpoch();
    if (leaderEpoch != listedEpoch) { // a recovered partition may know an epoch whose first batch is gone
      parts.epochs.assign(leaderEpoch, stamped.baseOffset());
      listedEpoch = leaderEpoch;
      parts.leaderEpoch = Math.max(leaderEpoch, parts.leaderEpoch);
    }
  }

  private void publish(AppendScratch scratch, LogMark end) {
    int nextPosition = end.position() + stamped.sizeBytes();
    if (!parts.marks.advance(stamped.nextOffset(), nextPosition, parts.context.clock())) {
      throw parts.failure.noted(); // of a force that failed while this batch was written
    }
    scratch.published();
    if (parts.marks.wasFirstUnsynced()) {
      forcing.written();
    }
  }

  private void requireOpen() {
    if (isClosed) {
      throw new EngineClosedException("the store is closed", FaultLocation.of(parts.directory), null);
    }
    parts.failure.requireNone();
  }

  private int acceptedEpoch(int given) {
    int current = parts.leaderEpoch;
    if (given == AppendOptions.NO_EPOCH) {
      return current;
    }
    if (given < current) {
      throw new FencedException(parts.spec.name() + ": leader", given, current);
    }
    return given;
  }

  private boolean mustRoll(LogMark end, RecordBatch batch) {
    int position = end.position();
    if (position == 0) {
      return false;
    }
    long size = (long) position + batch.sizeBytes();
    long lastOffset = end.offset() + batch.lastOffsetDelta();
    return size > Math.min(parts.context.limits().fileSizeBytes(), Integer.MAX_VALUE)
        || lastOffset - end.segment().baseOffset() > Integer.MAX_VALUE
        || end.index().isFull();
  }

  /** Makes the next segment, without the lock. Its name is forced with its first force. */
  private Segment makeNext(long baseOffset) {
    Segment next = Segment.active(baseOffset, parts.directory, parts.context.files(), new ActiveIndex(baseOffset));
    Path path = next.log().path();
    try {
      parts.context.disk().open(path, OpenMode.CREATE).close();
    } catch (IOException e) {
      throw Faults.typed("cannot make a segment", path, e);
    }
    return next;
  }

  /** Makes the next segment active. */
  private void install(Segment next) {
    LogMark end = parts.marks.endForAppender();
    Segment old = end.segment();
    try {
      parts.segments.add(next); // before the old one says that it is rolled: whoever sees that looks for the next
      old.roll(end.position(), next.baseOffset(), end.appendTimeMillis());
      parts.marks.roll(next);
      sealing.rolled();
    } catch (RuntimeException | AssertionError | LinkageError | VirtualMachineError e) {
      throw parts.failure.fail("a roll ended unexpectedly", next.log().path(), e);
    }
  }

  /** Takes a lease, which may open the file: called without the lock. */
  private static LogFile acquired(Segment segment) {
    LogFile file = segment.log();
    try {
      file.acquire();
    } catch (IOException e) {
      throw Faults.typed("cannot open a segment", file.path(), e);
    }
    return file;
  }

  private void write(AppendScratch scratch, LogFile file, int position) {
    while (!tryWrite(scratch, file, position)) {
      cutBack(file, position);
    }
  }

  /** False if the channel was closed because a reader was interrupted. */
  private boolean tryWrite(AppendScratch scratch, LogFile file, int position) {
    FileChannel channel;
    try {
      channel = file.channel();
    } catch (IOException e) {
      throw Faults.typed("cannot open a segment again", file.path(), e); // nothing of the batch is in the file
    }
    try {
      scratch.write(parts.context.disk(), channel, stamped, position);
      return true;
    } catch (ClosedByInterruptException e) {
      cutBack(file, position);
      throw new InterruptedAppendException(
          "the append was interrupted", FaultLocation.of(file.path(), position), e);
    } catch (ClosedChannelException e) {
      return false;
    } catch (DiskFullException e) {
      cutBack(file, position);
      throw new StorageFullException(
          "no space for a batch", FaultLocation.of(file.path(), position), stamped.sizeBytes(), e);
    } catch (IOException e) {
      throw parts.failure.fail("a write failed", file.path(), e);
    } catch (RuntimeException | AssertionError | LinkageError | VirtualMachineError e) {
      cutBack(file, position);
      throw e;
    }
  }

  /**
   * Cuts what was written of a batch; nobody was shown it (rules A4, R8). An interrupt, of this thread or of a reader,
   * closes the channel and proves nothing about the file: again, on a new one.
   */
  private void cutBack(LogFile file, int position) {
    boolean isInterrupted = Thread.interrupted();
    try {
      boolean isCut = false;
      while (!isCut) {
        try {
          parts.context.disk().truncate(file.channel(), position);
          isCut = true;
        } catch (ClosedChannelException e) {
          isInterrupted |= Thread.interrupted();
        }
      }
    } catch (IOException | RuntimeException | AssertionError | LinkageError | VirtualMachineError e) {
      throw parts.failure.fail("a partial batch could not be cut off", file.path(), e);
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Has a completion called when everything that was appended before is durable (rule D8).
   *
   * @return false if it is already
   */
  synchronized boolean addBarrier(AppendCompletion completion) {
    StorageException failure = parts.failure.first();
    if (failure != null) {
      throw failure;
    }
    long end = parts.marks.nextOffset();
    if (end == parts.marks.durableOffset()) {
      return false;
    }
    parts.acks.add(end, end, completion);
    return true;
  }

  /** Accepts no more appends; when it returns none is under way. */
  synchronized void close() {
    isClosed = true;
    boolean isInterrupted = false;
    while (isRolling) {
      try {
        wait();
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
