package io.example.heap;

import io.duolog.record.RecordBatch;
import io.duolog.record.RecordBatchLayout;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.BufferFetchResult;
import io.duolog.storage.CapabilityCheck;
import io.duolog.storage.FetchOutcome;
import io.duolog.storage.Isolation;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.PartitionDescriptor;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionStats;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.FencedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Guarded by this: batches by base offset. */
final class HeapLog implements PartitionLog {
  private final HeapEngine engine;
  private final PartitionDescriptor descriptor;
  private final NavigableMap<Long, ByteBuffer> batches = new TreeMap<>();
  private LogOffsets offsets = new LogOffsets(0, 0, 0, 0, 0);
  private long sizeBytes;
  private int leaderEpoch = AppendOptions.NO_EPOCH;

  HeapLog(HeapEngine engine, PartitionDescriptor descriptor) {
    this.engine = engine;
    this.descriptor = descriptor;
  }

  @Override
  public long append(ByteBuf batch, AppendOptions options, AppendCompletion completion) {
    engine.ledger().requireOpen();
    engine.validate(batch, options);
    ByteBuffer bytes = ByteBuffer.allocate(batch.readableBytes());
    batch.getBytes(batch.readerIndex(), bytes);
    RecordBatch view = new RecordBatch().wrap(bytes.flip(), 0);
    synchronized (this) {
      if (options.leaderEpoch() != AppendOptions.NO_EPOCH && options.leaderEpoch() < leaderEpoch) {
        throw new FencedException("append to " + descriptor.name(), options.leaderEpoch(), leaderEpoch);
      }
      leaderEpoch = Math.max(leaderEpoch, options.leaderEpoch());
      RecordBatchLayout.stamp(bytes, 0, offsets.logEnd(), leaderEpoch);
      batches.put(offsets.logEnd(), bytes);
      sizeBytes += bytes.limit();
      offsets = new LogOffsets(0, 0, offsets.highWatermark(), offsets.lastStable(), view.nextOffset());
    }
    engine.tell(this);
    completion.appended(view.baseOffset(), view.lastOffset());
    return view.baseOffset();
  }

  @Override
  public synchronized FetchOutcome read(long offset, int maxBytes, ReadOptions options) {
    engine.ledger().requireOpen();
    if (offset < 0 || maxBytes < 1) {
      throw new IllegalArgumentException("offset " + offset + " is negative, or maxBytes " + maxBytes + " below 1");
    }
    CapabilityCheck.read(options, HeapEngine.CAPABILITIES);
    long end = offsets.end(options.isolation());
    if (offset > end) {
      return new FetchOutcome.OutOfRange(offset, 0, end);
    }
    ByteBuf content = Unpooled.buffer();
    Long first = batches.floorKey(offset);
    long next = offset;
    if (first != null && offset < end) {
      for (ByteBuffer bytes : batches.tailMap(first, true).values()) {
        RecordBatch batch = new RecordBatch().wrap(bytes, 0);
        boolean fits = content.writerIndex() + bytes.limit() <= maxBytes;
        if (batch.nextOffset() > end || !fits && (content.isReadable() || !options.minimumOneBatch())) {
          break;
        }
        content.writeBytes(bytes.duplicate());
        next = batch.nextOffset();
      }
    }
    long firstOffset = content.isReadable() ? first : offset;
    return new BufferFetchResult(content, firstOffset, next, offsets, FaultLocation.NONE, engine.ledger());
  }

  @Override
  public synchronized LogOffsets offsets() {
    engine.ledger().requireOpen();
    return offsets;
  }

  @Override
  public synchronized long readableBytes(long offset, Isolation isolation) {
    Long first = batches.floorKey(offset);
    if (first == null || offset >= offsets.end(isolation)) {
      return 0;
    }
    return batches.tailMap(first, true).values().stream().mapToLong(ByteBuffer::limit).sum();
  }

  @Override
  public long advanceHighWatermark(long offset) {
    engine.ledger().requireOpen();
    synchronized (this) {
      if (offset < 0 || offset > offsets.logEnd()) {
        throw new IllegalArgumentException("high watermark " + offset + " is not in [0, " + offsets.logEnd() + "]");
      }
      long mark = Math.max(offset, offsets.highWatermark());
      offsets = new LogOffsets(0, 0, mark, mark, offsets.logEnd());
    }
    engine.tell(this);
    return offsets().highWatermark();
  }

  @Override
  public PartitionDescriptor descriptor() {
    return descriptor;
  }

  synchronized long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public synchronized PartitionStats stats() {
    return new PartitionStats(offsets, sizeBytes, 0, leaderEpoch);
  }
}
