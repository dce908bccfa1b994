package io.duolog.bench.fake;

import io.duolog.record.RecordBatch;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.BufferFetchResult;
import io.duolog.storage.FetchOutcome;
import io.duolog.storage.Isolation;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.OffsetAndTimestamp;
import io.duolog.storage.PartitionDescriptor;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionStats;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.TimestampQuery;
import io.duolog.storage.error.FaultLocation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import java.util.TreeMap;

/** Guarded by itself. Keeps the last 16 MiB or so, so that a fast producer does not fill the heap. */
final class FakePartition implements PartitionLog {
  private static final long MOST_BYTES = 16 << 20;

  private final FakeEngine engine;
  private final PartitionDescriptor descriptor;
  private final TreeMap<Long, byte[]> batches = new TreeMap<>();
  private long keptBytes;
  private long end;

  FakePartition(FakeEngine engine, PartitionDescriptor descriptor) {
    this.engine = engine;
    this.descriptor = descriptor;
  }

  @Override
  public long append(ByteBuf batch, AppendOptions options, AppendCompletion completion) {
    byte[] bytes = new byte[batch.readableBytes()];
    batch.getBytes(batch.readerIndex(), bytes);
    ByteBuf copy = Unpooled.wrappedBuffer(bytes);
    int count = new RecordBatch().wrap(copy, 0).recordCount();
    long base;
    synchronized (this) {
      base = end;
      copy.setLong(0, base);
      batches.put(base, bytes);
      keptBytes += bytes.length;
      end += count;
      while (keptBytes > MOST_BYTES) {
        keptBytes -= batches.pollFirstEntry().getValue().length;
      }
    }
    engine.advanced(this, new LogOffsets.Mutable().range(0, base + count));
    completion.appended(base, base + count - 1);
    return base;
  }

  @Override
  public synchronized FetchOutcome read(long offset, int maxBytes, ReadOptions options) {
    ByteBuf content = Unpooled.buffer();
    long next = offset;
    for (var entry : batches.tailMap(offset).entrySet()) {
      if (content.writerIndex() > 0 && content.writerIndex() + entry.getValue().length > maxBytes) {
        break;
      }
      content.writeBytes(entry.getValue());
      next = entry.getKey() + new RecordBatch().wrap(Unpooled.wrappedBuffer(entry.getValue()), 0).recordCount();
    }
    return new BufferFetchResult(content, offset, next, offsets(), FaultLocation.NONE, engine.ledger());
  }

  @Override
  public synchronized LogOffsets offsets() {
    return new LogOffsets(0, end, end, end, end);
  }

  @Override
  public synchronized long readableBytes(long offset, Isolation isolation) {
    return keptBytes;
  }

  @Override
  public Optional<OffsetAndTimestamp> lookup(TimestampQuery query) {
    return Optional.empty();
  }

  @Override
  public long advanceHighWatermark(long offset) {
    return offset;
  }

  @Override
  public PartitionDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public synchronized PartitionStats stats() {
    return new PartitionStats(offsets(), keptBytes, 0, -1);
  }
}
