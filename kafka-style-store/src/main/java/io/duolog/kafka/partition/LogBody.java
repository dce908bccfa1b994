package io.duolog.kafka.partition;

import io.duolog.kafka.format.EpochCheckpointText;
import io.duolog.kafka.format.PartitionCheckpoint;
import io.duolog.kafka.format.StoreFiles;
import io.duolog.kafka.segment.ActiveIndex;
import io.duolog.kafka.segment.Segment;
import io.duolog.kafka.store.TextFiles;
import io.duolog.record.RecordBatch;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Capability;
import io.duolog.storage.Durability;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ProducerPrecondition;
import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.InterruptedAppendException;
import io.duolog.storage.error.OverloadedException;
import io.duolog.storage.error.UnsupportedOperationByEngineException;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Thread-safe. A loaded partition: wires the classes that append, force, seal and read, and describes it at a
 * checkpoint.
 */
final class LogBody {
  final LogParts parts;
  final LogReading reading;
  final TimestampLookup lookup;
  private final PartitionLog partition;
  private final long incarnation;
  private final LogAppending appending;
  private final LogForcing forcing;
  private final SegmentSealing sealing;
  private final IndexFlush indexFlush;
  private final long loadedEnd;
  private @Nullable PartitionCheckpoint lastCheckpoint;

  LogBody(LogParts parts, PartitionLog partition, long incarnation) {
    this.parts = parts;
    this.partition = partition;
    this.incarnation = incarnation;
    this.indexFlush = new IndexFlush(parts.context.disk(), parts.directory);
    this.sealing = new SegmentSealing(parts, incarnation, indexFlush);
    this.forcing = new LogForcing(parts, partition, sealing);
    this.appending = new LogAppending(parts, sealing, forcing);
    this.reading = new LogReading(parts);
    this.lookup = new TimestampLookup(parts);
    this.loadedEnd = parts.marks.nextOffset();
  }

  /**
   * Appends and, if it is synced, sees to a force.
   *
   * @param isBlocking whether the caller waits for the completion next, and so may as well force itself
   */
  long append(ByteBuf bytes, AppendOptions options, AppendCompletion completion, boolean isBlocking) {
    if (options.precondition() != ProducerPrecondition.NONE) {
      throw new UnsupportedOperationByEngineException("a precondition of an append", Capability.TRANSACTIONS);
    }
    long left = isBlocking ? parts.context.unsynced().waitNanos() : 0;
    while (true) {
      try {
        return appendNow(bytes, options, completion, isBlocking);
      } catch (OverloadedException e) {
        if (left <= 0) {
          throw e;
        }
        left = awaitRoom(bytes.readableBytes(), left);
      }
    }
  }

  /** Waits, without a lock, until there may be room; returns what is left of {@code nanos} (rule D7). */
  private long awaitRoom(int sizeBytes, long nanos) {
    try {
      long left =
          sealing.isFull()
              ? sealing.awaitRoom(nanos)
              : parts.context.unsynced().awaitRoom(sizeBytes, nanos, parts.failure::isThere);
      if (left == nanos) { // another bound: of the appends that wait for a force
        TimeUnit.NANOSECONDS.sleep(Math.min(nanos, SegmentSealing.RETRY_NANOS));
        left -= SegmentSealing.RETRY_NANOS;
      }
      return left;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedAppendException(
          "the append was interrupted while it waited for room", FaultLocation.of(parts.directory), e);
    }
  }

  private long appendNow(ByteBuf bytes, AppendOptions options, AppendCompletion completion, boolean isBlocking) {
    parts.failure.requireNone();
    sealing.requireRoom(bytes.readableBytes());
    AppendScratch scratch = parts.context.scratch().take();
    long baseOffset;
    int lastOffsetDelta;
    try {
      RecordBatch batch = scratch.validate(bytes, options.origin());
      lastOffsetDelta = batch.lastOffsetDelta();
      baseOffset = enterAndAppend(scratch, batch, options, completion);
    } finally {
      parts.context.scratch().giveBack(scratch);
      parts.failure.announce();
      if (sealing.isWanted()) {
        forcing.requestUnlessForcing(); // also if the append rolled and then failed
      }
    }
    parts.context.counters().appendedBatches.increment();
    parts.context.counters().appendedBytes.add(bytes.readableBytes());
    if (options.durability() == Durability.SYNCED) {
      if (isBlocking) {
        forcing.lead();
      } else {
        forcing.requestUnlessForcing();
      }
    } else {
      acknowledge(completion, baseOffset, baseOffset + lastOffsetDelta);
      parts.notice.moved(partition);
    }
    return baseOffset;
  }

  private long enterAndAppend(
      AppendScratch scratch, RecordBatch batch, AppendOptions options, AppendCompletion completion) {
    int sizeBytes = batch.sizeBytes(); // the caller's memory may be gone at the end
    parts.context.unsynced().enter(sizeBytes);
    try {
      return appending.append(scratch, batch, options, completion);
    } finally {
      if (!scratch.isPublished()) {
        parts.context.unsynced().leave(sizeBytes);
      }
    }
  }

  private void acknowledge(AppendCompletion completion, long baseOffset, long lastOffset) {
    try {
      completion.appended(baseOffset, lastOffset);
    } catch (RuntimeException | AssertionError | LinkageError | VirtualMachineError e) {
      parts.context.counters().throwingCallbacks.incrementAndGet();
    }
  }

  /** Has a completion called when everything that was appended before is durable; false if it is already. */
  boolean sync(AppendCompletion completion) {
    boolean isWaiting = appending.addBarrier(completion);
    if (isWaiting) {
      forcing.request();
    }
    return isWaiting;
  }

  long advanceHighWatermark(long offset) {
    long now = parts.marks.advanceHighWatermark(offset);
    parts.notice.moved(partition);
    return now;
  }

  /** Accepts no more appends; when it returns none is under way. */
  void refuseAppends() {
    appending.close();
  }

  /** Tries again to seal what could not be sealed, and gives up mappings that nobody used lately. */
  void maintain() {
    sealing.retry();
    if (sealing.isWanted()) {
      forcing.request();
    }
    for (Segment segment : parts.segments.all()) {
      segment.closeIdleIndex();
    }
  }

  /** Whether rolled segments are not sealed yet. */
  boolean hasRolled() {
    return sealing.hasRolled();
  }

  /** What the checkpoint says; the index entries that it names are in the files before it returns. */
  synchronized PartitionCheckpoint checkpoint() throws IOException {
    LogMark mark = checkpointMark();
    PartitionCheckpoint last = lastCheckpoint;
    if (last != null && isSame(last, mark)) {
      return last;
    }
    PartitionCheckpoint now =
        new PartitionCheckpoint(
            incarnation,
            0,
            parts.marks.logStart(),
            mark.offset(),
            parts.marks.highWatermark(),
            parts.leaderEpoch,
            indexFlush.upTo(mark),
            parts.epochs.below(mark.offset()));
    lastCheckpoint = now;
    return now;
  }

  private boolean isSame(PartitionCheckpoint last, LogMark mark) {
    return last.recoveryPoint() == mark.offset()
        && last.active().baseOffset() == mark.segment().baseOffset()
        && last.logStart() == parts.marks.logStart()
        && last.highWatermark() == parts.marks.highWatermark()
        && last.leaderEpoch() == parts.leaderEpoch;
  }

  /** The durable mark, in the segment that the next batch above it belongs to. */
  private LogMark checkpointMark() {
    while (true) {
      LogMark mark = parts.marks.durable();
      Segment segment = mark.segment();
      if (!segment.isRolled() || mark.offset() < segment.rolledNextOffset()) {
        return mark;
      }
      Segment[] segments = parts.segments.all();
      Segment next = segments[SegmentList.floor(segments, mark.offset())];
      ActiveIndex index = next.writtenOrNull();
      if (index != null) {
        return mark.beginOf(next, index);
      }
      Thread.onSpinWait(); // sealed meanwhile, so the durable mark has moved on
    }
  }

  /** Brings the derived files of the active segment to the state in which Kafka leaves them at close. */
  void writeClosedFiles(TextFiles texts) throws IOException {
    LogMark end = parts.marks.end();
    if (end.offset() != loadedEnd) {
      indexFlush.close(end);
    }
    Path epochs = parts.directory.resolve(StoreFiles.LEADER_EPOCHS);
    texts.replace(epochs, EpochCheckpointText.encode(parts.epochs.below(end.offset())));
    texts.forceDirectoryOf(epochs);
  }

  /** Gives up mappings. */
  void close() {
    for (Segment segment : parts.segments.all()) {
      segment.close();
    }
  }
}
