package io.duolog.rocket;

import io.duolog.rocket.append.Appender;
import io.duolog.rocket.append.UnsyncedBound;
import io.duolog.rocket.fault.StoreHealth;
import io.duolog.rocket.fetch.PartitionReader;
import io.duolog.rocket.partition.Partition;
import io.duolog.rocket.queue.QueueCursor;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.BlockingAppend;
import io.duolog.storage.FetchOutcome;
import io.duolog.storage.Isolation;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.OffsetAndTimestamp;
import io.duolog.storage.PartitionDescriptor;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionStats;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.TimestampQuery;
import io.duolog.storage.error.OverloadedException;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** Thread-safe. A partition as the SPI sees it. */
final class RocketPartitionLog implements PartitionLog {
  private final Partition partition;
  private final Parts parts;

  RocketPartitionLog(Partition partition, Parts parts) {
    this.partition = partition;
    this.parts = parts;
  }

  /**
   * What the partitions of a store share; immutable.
   *
   * @param appender appends
   * @param reader reads
   * @param gate lets a call in while the store is open
   * @param health whether the store failed
   * @param noteChange is called when a high watermark moved
   */
  record Parts(
      Appender appender, PartitionReader reader, Gate gate, StoreHealth health, ChangeListener noteChange) {}

  /** Is told of a change that no force shows. */
  interface ChangeListener {
    void changed(Partition partition);
  }

  Partition partition() {
    return partition;
  }

  @Override
  public long append(ByteBuf batch, AppendOptions options, AppendCompletion completion) {
    return parts.appender.append(partition, batch, options, completion);
  }

  /**
   * Waits for room in the bound of unsynced bytes (D7), behind those who wait for it already; nothing was changed by an
   * attempt that found none.
   *
   * @throws IllegalStateException if a completion waits for what its own thread does
   */
  @Override
  public long append(ByteBuf batch, AppendOptions options) {
    parts.appender.requireMayWait(options);
    BlockingAppend end = BlockingAppend.armed();
    long baseOffset = appendWaiting(batch, options, end);
    end.await();
    return baseOffset;
  }

  private long appendWaiting(ByteBuf batch, AppendOptions options, BlockingAppend end) {
    UnsyncedBound bound = parts.appender.unsynced();
    long waitNanos = parts.appender.waitNanos();
    if (waitNanos == 0 || !bound.isAwaited()) {
      try {
        return append(batch, options, end);
      } catch (OverloadedException e) {
        if (waitNanos == 0) {
          throw e;
        }
      }
    }
    long deadline = System.nanoTime() + waitNanos;
    boolean isFirst = bound.awaitTurn(waitNanos);
    try {
      while (true) {
        try {
          return append(batch, options, end);
        } catch (OverloadedException e) {
          long left = deadline - System.nanoTime();
          if (!isFirst || left <= 0 || bound.awaitRoom(batch.readableBytes(), left) <= 0) {
            throw e;
          }
        }
      }
    } finally {
      if (isFirst) {
        bound.endTurn();
      }
    }
  }

  @Override
  public FetchOutcome read(long offset, int maxBytes, ReadOptions options) {
    parts.gate.enter();
    try {
      return parts.reader.read(partition, offset, maxBytes, options);
    } finally {
      parts.gate.leave();
    }
  }

  @Override
  public LogOffsets offsets() {
    LogOffsets.Mutable offsets = new LogOffsets.Mutable();
    parts.gate.enter();
    try {
      parts.reader.snapshot(partition, offsets, new QueueCursor());
    } finally {
      parts.gate.leave();
    }
    return offsets.copy();
  }

  @Override
  public long endOffset(Isolation isolation) {
    if (isolation == Isolation.DURABLE || parts.health.isFailed()) {
      return offsets().end(isolation);
    }
    parts.health.requireOpen();
    return isolation == Isolation.LOG_END ? partition.logEnd() : partition.highWatermark();
  }

  @Override
  public long readableBytes(long offset, Isolation isolation) {
    parts.gate.enter();
    try {
      return parts.reader.readableBytes(partition, offset, isolation);
    } finally {
      parts.gate.leave();
    }
  }

  @Override
  public Optional<OffsetAndTimestamp> lookup(TimestampQuery query) {
    parts.gate.enter();
    try {
      return parts.reader.lookup(partition, query);
    } finally {
      parts.gate.leave();
    }
  }

  @Override
  public long advanceHighWatermark(long offset) {
    parts.health.requireWritable();
    if (offset < 0) {
      throw new IllegalArgumentException("high watermark " + offset + " is negative");
    }
    long before = partition.highWatermark();
    long now = partition.advanceHighWatermark(offset);
    if (now != before) {
      parts.noteChange.changed(partition);
    }
    return now;
  }

  @Override
  public PartitionDescriptor descriptor() {
    parts.health.requireOpen();
    return descriptor(partition);
  }

  static PartitionDescriptor descriptor(Partition partition) {
    return new PartitionDescriptor(partition.spec(), partition.owner().incarnation(), 0);
  }

  @Override
  public PartitionStats stats() {
    LogOffsets offsets = offsets();
    long sizeBytes = readableBytes(offsets.logStart(), Isolation.LOG_END);
    return new PartitionStats(offsets, sizeBytes, 0, partition.leaderEpoch());
  }
}
