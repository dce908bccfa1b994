package io.duolog.kafka.fetch;

import io.duolog.kafka.segment.HeaderReader;
import io.duolog.kafka.segment.LogFile;
import io.duolog.kafka.segment.Segment;
import io.duolog.kafka.store.Faults;
import io.duolog.storage.AbortedTransaction;
import io.duolog.storage.BatchIterator;
import io.duolog.storage.Capability;
import io.duolog.storage.FetchPart;
import io.duolog.storage.FetchResult;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.TransferMode;
import io.duolog.storage.error.UnsupportedOperationByEngineException;
import io.netty.buffer.ByteBuf;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.IllegalReferenceCountException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Regions of log files, each under a lease. The snapshot is written by the reading thread before the result is handed
 * out; the transfer position is confined to one thread at a time. With the last release the leases are given back and
 * the object goes to the pool.
 */
public final class RegionResult extends AbstractReferenceCounted implements FetchResult {
  /** The most segments that one result spans. */
  public static final int MOST_REGIONS = 16;

  private static final LeaderEpochs NO_EPOCHS = _ -> -1;

  private final FetchPool pool;
  private final LogOffsets.Mutable snapshot = new LogOffsets.Mutable();
  private final @Nullable Segment[] segments = new Segment[MOST_REGIONS];
  private final int[] positions = new int[MOST_REGIONS];
  private final int[] lengths = new int[MOST_REGIONS];
  private final RegionTransfer transfer;
  private final HeaderReader headers;
  private final ReadLimit limit = new ReadLimit();
  private int regionCount;
  private int sizeBytes;
  private long firstOffset;
  private long nextOffset;
  private LeaderEpochs leaderEpochs = NO_EPOCHS;
  private @Nullable ResultBytes content;

  RegionResult(FetchPool pool) {
    this.pool = pool;
    this.headers = new HeaderReader(pool.disk());
    this.transfer = new RegionTransfer(pool, this);
  }

  void revive() {
    setRefCnt(1);
  }

  /** The offsets that go with the regions, to be filled by the reader. */
  public LogOffsets.Mutable snapshot() {
    return snapshot;
  }

  /** For the reader: the limit of this read. */
  public ReadLimit limit() {
    return limit;
  }

  /** For the reader: finds batch boundaries. */
  public HeaderReader headers() {
    return headers;
  }

  /** How many regions there are. */
  public int regionCount() {
    return regionCount;
  }

  /** Starts with no regions at {@code offset} of a partition with these epochs. */
  public RegionResult begin(long offset, LeaderEpochs epochs) {
    leaderEpochs = epochs;
    firstOffset = offset;
    nextOffset = offset;
    return this;
  }

  /** Adds a region and takes a lease on its file. */
  public void add(Segment segment, int position, int lengthBytes) throws IOException {
    segment.log().acquire();
    segments[regionCount] = segment;
    positions[regionCount] = position;
    lengths[regionCount] = lengthBytes;
    regionCount++;
    sizeBytes += lengthBytes;
  }

  /** Notes which offsets the regions hold. */
  public void span(long first, long next) {
    firstOffset = first;
    nextOffset = next;
  }

  int epochAt(long offset) {
    return leaderEpochs.epochAt(offset);
  }

  Segment segment(int region) {
    Segment segment = segments[region];
    if (segment == null) {
      throw new IllegalReferenceCountException(0);
    }
    return segment;
  }

  LogFile file(int region) {
    return segment(region).log();
  }

  int position(int region) {
    return positions[region];
  }

  int length(int region) {
    return lengths[region];
  }

  @Override
  public int sizeBytes() {
    return sizeBytes;
  }

  @Override
  public long firstOffset() {
    return firstOffset;
  }

  @Override
  public long nextOffset() {
    return nextOffset;
  }

  @Override
  public void offsets(LogOffsets.Mutable target) {
    target
        .range(snapshot.logStart(), snapshot.logEnd())
        .marks(snapshot.durable(), snapshot.highWatermark(), snapshot.lastStable());
  }

  @Override
  public List<AbortedTransaction> abortedTransactions() {
    return List.of();
  }

  /** Bytes of a segment that is still written were written not long ago; of others nothing is known. */
  @Override
  public boolean resident() {
    for (int i = 0; i < regionCount; i++) {
      if (segment(i).sealedFacts() != null) {
        return false;
      }
    }
    return true;
  }

  @Override
  public ByteBuf content() {
    requireHeld();
    ResultBytes bytes = content;
    if (bytes == null) {
      try {
        bytes = new ResultBytes(this, transfer.readAll());
      } catch (IOException e) {
        throw Faults.typed("cannot read a fetched region", file(0).path(), e);
      }
      content = bytes;
    }
    return bytes;
  }

  @Override
  public List<FetchPart> parts() {
    requireHeld();
    List<FetchPart> parts = new ArrayList<>(regionCount);
    for (int i = 0; i < regionCount; i++) {
      try {
        parts.add(new FetchPart.FileRegion(file(i).channel(), positions[i], lengths[i]));
      } catch (IOException e) {
        throw Faults.typed("cannot open a fetched region", file(i).path(), e);
      }
    }
    return parts;
  }

  @Override
  public BatchIterator batches() {
    requireHeld();
    return new RegionBatches(pool.disk(), this);
  }

  @Override
  public long transferTo(WritableByteChannel target, TransferMode mode) throws IOException {
    requireHeld();
    return switch (mode) {
      case ENGINE, SENDFILE ->
          target instanceof SocketChannel socket ? transfer.sendfile(socket) : transfer.copy(target);
      case COPY -> transfer.copy(target);
      case GATHER ->
          throw new UnsupportedOperationByEngineException("transfer by GATHER", Capability.FOREIGN_TRANSFER_MODES);
    };
  }

  @Override
  public int remainingBytes() {
    return sizeBytes - transfer.sentBytes();
  }

  @Override
  public void rewind() {
    transfer.rewind();
  }

  /** A held result may be used until the store is closed (rule R3); bytes that were exposed stay. */
  private void requireHeld() {
    if (refCnt() <= 0) {
      throw new IllegalReferenceCountException(refCnt());
    }
    pool.requireOpen();
  }

  @Override
  public RegionResult touch(Object hint) {
    return this;
  }

  @Override
  protected void deallocate() {
    for (int i = 0; i < regionCount; i++) {
      file(i).release();
      segments[i] = null;
    }
    regionCount = 0;
    sizeBytes = 0;
    content = null;
    leaderEpochs = NO_EPOCHS;
    transfer.rewind();
    pool.giveBack(this);
  }
}
