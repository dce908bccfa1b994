package io.duolog.conformance.reference;

import io.duolog.record.BatchOrigin;
import io.duolog.record.BatchValidator;
import io.duolog.record.RecordBatchLayout;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.BufferFetchResult;
import io.duolog.storage.CapabilityCheck;
import io.duolog.storage.FetchOutcome;
import io.duolog.storage.Isolation;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.OffsetAndTimestamp;
import io.duolog.storage.Origin;
import io.duolog.storage.PartitionDescriptor;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionStats;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.TimestampQuery;
import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.FencedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One partition: a list of batches. Thread-safe: guarded by its monitor, not held while others are called. */
final class ReferenceLog implements PartitionLog {
  private static final int NO_EPOCH = RecordBatchLayout.NO_LEADER_EPOCH;

  private final PartitionDescriptor descriptor;
  private final BatchValidator validator;
  private final Tally tally;
  private final Listeners listeners;
  private final List<StoredBatch> batches = new ArrayList<>();
  private long logEnd;
  private long highWatermark;
  private long sizeBytes;
  private int leaderEpoch = NO_EPOCH;

  ReferenceLog(PartitionDescriptor descriptor, int maxBatchBytes, Tally tally, Listeners listeners) {
    this.descriptor = descriptor;
    this.validator = new BatchValidator(maxBatchBytes);
    this.tally = tally;
    this.listeners = listeners;
  }

  @Override
  public PartitionDescriptor descriptor() {
    tally.requireOpen();
    return descriptor;
  }

  @Override
  public long append(ByteBuf batch, AppendOptions options, AppendCompletion completion) {
    tally.requireOpen();
    StoredBatch stored = store(batch, options);
    tally.appended(stored.bytes().length);
    completion.appended(stored.baseOffset(), stored.nextOffset() - 1);
    listeners.advanced(this, offsets());
    return stored.baseOffset();
  }

  private synchronized StoredBatch store(ByteBuf batch, AppendOptions options) {
    BatchOrigin origin = options.origin() == Origin.CLIENT ? BatchOrigin.CLIENT : BatchOrigin.COORDINATOR;
    CapabilityCheck.append(validator.validate(batch, origin), options, ReferenceProvider.CAPABILITIES);
    int epoch = options.leaderEpoch() == AppendOptions.NO_EPOCH ? leaderEpoch : options.leaderEpoch();
    if (epoch < leaderEpoch) {
      throw new FencedException("append to " + descriptor.name(), epoch, leaderEpoch);
    }
    byte[] bytes = ByteBufUtil.getBytes(batch);
    RecordBatchLayout.stamp(ByteBuffer.wrap(bytes), 0, logEnd, epoch);
    StoredBatch stored = new StoredBatch(bytes, sizeBytes);
    batches.add(stored);
    leaderEpoch = epoch;
    logEnd = stored.nextOffset();
    sizeBytes += bytes.length;
    return stored;
  }

  @Override
  public FetchOutcome read(long offset, int maxBytes, ReadOptions options) {
    tally.requireOpen();
    if (offset < 0 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "read of " + maxBytes + " bytes, at least 1, from offset " + offset + ", at least 0");
    }
    CapabilityCheck.read(options, ReferenceProvider.CAPABILITIES);
    return select(offset, maxBytes, options);
  }

  private synchronized FetchOutcome select(long offset, int maxBytes, ReadOptions options) {
    LogOffsets snapshot = offsets();
    long end = snapshot.end(options.isolation());
    if (offset > end) {
      return new FetchOutcome.OutOfRange(offset, snapshot.logStart(), end);
    }
    int first = indexOf(offset);
    int next = first;
    int size = 0;
    while (next < batches.size() && batches.get(next).nextOffset() <= end) {
      int withNext = size + batches.get(next).bytes().length;
      boolean isGuaranteed = next == first && options.minimumOneBatch();
      if (withNext > maxBytes && !isGuaranteed) {
        break;
      }
      size = withNext;
      next++;
    }
    long firstOffset = next == first ? offset : batches.get(first).baseOffset();
    long nextOffset = next == first ? offset : batches.get(next - 1).nextOffset();
    ByteBuf content = Unpooled.buffer(Math.max(1, size));
    batches.subList(first, next).forEach(batch -> content.writeBytes(batch.bytes()));
    tally.fetched(size);
    return new BufferFetchResult(
        content, firstOffset, nextOffset, snapshot, FaultLocation.NONE, tally.results());
  }

  /** Index of the first batch whose last offset is at or after {@code offset}. */
  private int indexOf(long offset) {
    int low = 0;
    int high = batches.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (batches.get(middle).nextOffset() <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public synchronized LogOffsets offsets() {
    tally.requireOpen();
    return new LogOffsets(0, 0, highWatermark, highWatermark, logEnd);
  }

  @Override
  public synchronized long readableBytes(long offset, Isolation isolation) {
    long end = offsets().end(isolation);
    return Math.max(0, positionOf(end) - positionOf(offset));
  }

  /** Where the batch that holds {@code offset} begins among the partition's bytes. */
  private long positionOf(long offset) {
    int index = indexOf(offset);
    return index == 0 ? 0 : batches.get(index - 1).endPosition();
  }

  @Override
  public synchronized Optional<OffsetAndTimestamp> lookup(TimestampQuery query) {
    tally.requireOpen();
    return switch (query) {
      case TimestampQuery.Earliest() -> Optional.of(place(0));
      case TimestampQuery.Latest() -> Optional.of(place(logEnd));
      case TimestampQuery.AtOrAfter(long time) -> firstAtOrAfter(time);
      case TimestampQuery.MaxTimestamp() ->
          firstAtOrAfter(batches.stream().mapToLong(StoredBatch::maxTimestamp).max().orElse(0));
    };
  }

  private static OffsetAndTimestamp place(long offset) {
    return new OffsetAndTimestamp(offset, OffsetAndTimestamp.NO_TIMESTAMP, NO_EPOCH);
  }

  private Optional<OffsetAndTimestamp> firstAtOrAfter(long time) {
    for (StoredBatch batch : batches) {
      if (batch.maxTimestamp() >= time) {
        OffsetAndTimestamp found = batch.firstRecord(timestamp -> timestamp >= time);
        if (found != null) {
          return Optional.of(found);
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public long advanceHighWatermark(long offset) {
    tally.requireOpen();
    long before;
    LogOffsets after;
    synchronized (this) {
      if (offset > logEnd) {
        throw new IllegalArgumentException("high watermark " + offset + " is above the log end " + logEnd);
      }
      before = highWatermark;
      highWatermark = Math.max(highWatermark, offset);
      after = offsets();
    }
    if (after.highWatermark() != before) {
      listeners.advanced(this, after);
    }
    return after.highWatermark();
  }

  @Override
  public synchronized PartitionStats stats() {
    return new PartitionStats(offsets(), sizeBytes, 0, leaderEpoch);
  }
}
