package io.duolog.rocket.fetch;

import io.duolog.io.nativecalls.NativeCalls;
import io.duolog.rocket.append.ForceThread;
import io.duolog.rocket.fault.Faults;
import io.duolog.rocket.fault.StoreHealth;
import io.duolog.rocket.format.FrameLayout;
import io.duolog.rocket.log.CommitLog;
import io.duolog.rocket.log.LogFile;
import io.duolog.rocket.partition.Partition;
import io.duolog.rocket.queue.ConsumeQueue;
import io.duolog.rocket.queue.QueueCursor;
import io.duolog.storage.BatchIterator;
import io.duolog.storage.Capability;
import io.duolog.storage.FetchOutcome;
import io.duolog.storage.Isolation;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.OffsetAndTimestamp;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.TimestampQuery;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.StorageException;
import io.duolog.storage.error.UnsupportedOperationByEngineException;
import java.util.Optional;

/**
 * Thread-safe. Finds the batches of a read: queue entries first, then their frames, each compared with its entry (R5).
 * Allocates nothing in steady state.
 */
public final class PartitionReader {
  private final CommitLog log;
  private final ForceThread forces;
  private final StoreHealth health;
  private final FetchPool pool;
  private final FetchCounters counters;
  private final long openPosition;

  /** Reads a log whose bytes from the present durable position on were written by this process. */
  public PartitionReader(
      CommitLog log, ForceThread forces, StoreHealth health, FetchPool pool, FetchCounters counters) {
    this.log = log;
    this.forces = forces;
    this.health = health;
    this.pool = pool;
    this.counters = counters;
    this.openPosition = forces.durable();
  }

  /** Reads whole batches (R1, R2). */
  public FetchOutcome read(Partition partition, long offset, int maxBytes, ReadOptions options) {
    if (offset < 0 || maxBytes < 1) {
      throw new IllegalArgumentException("read at offset " + offset + " of at most " + maxBytes + " bytes");
    }
    if (options.lastEpoch() != ReadOptions.NO_EPOCH) {
      throw new UnsupportedOperationByEngineException("read with a last epoch", Capability.REPLICATION);
    }
    GatheredFetch result = pool.take(partition);
    boolean isDone = false;
    try {
      snapshot(partition, result.snapshot, result.cursor);
      long end = endOf(result.snapshot, options.isolation());
      if (offset < result.snapshot.logStart() || offset > end) {
        return new FetchOutcome.OutOfRange(offset, result.snapshot.logStart(), end);
      }
      result.range(offset, offset);
      if (offset < end) {
        result.limit(end, maxBytes, options.minimumOneBatch());
        collect(partition, result, offset);
      }
      if (options.verify()) {
        verify(result);
      }
      counters.fetched(result.sizeBytes());
      isDone = true;
      return result;
    } catch (InternalError fault) {
      throw Faults.mappingFault(log.files().getFirst().path(), FaultLocation.UNKNOWN_POSITION, fault);
    } finally {
      if (!isDone) {
        result.release();
      }
    }
  }

  private static long endOf(LogOffsets.Mutable offsets, Isolation isolation) {
    return switch (isolation) {
      case LOG_END -> offsets.logEnd();
      case DURABLE -> offsets.durable();
      case HIGH_WATERMARK -> offsets.highWatermark();
      case LAST_STABLE -> offsets.lastStable();
    };
  }

  /**
   * One consistent snapshot of a partition's offsets. The log end is read last, as all others lie below it. In a store
   * that failed, what is not durable is not shown any more (D3).
   */
  public void snapshot(Partition partition, LogOffsets.Mutable target, QueueCursor cursor) {
    long durable = partition.durableOffset(forces.durable(), cursor);
    long highWatermark = partition.highWatermark();
    long start = partition.logStart();
    long end = health.isFailed() ? durable : partition.logEnd();
    long limited = Math.min(highWatermark, end);
    target.range(start, end).marks(durable, limited, limited);
  }

  private void collect(Partition partition, GatheredFetch result, long offset) {
    QueueCursor cursor = result.cursor;
    long published = partition.published();
    long entry = partition.queue().floor(offset, published, cursor);
    cursor.moveTo(partition.queue(), Math.max(entry, 0));
    if (cursor.nextOffset() <= offset) {
      cursor.moveTo(partition.queue(), entry + 1);
    }
    long first = cursor.baseOffset();
    long next = offset;
    while (true) {
      long batchEnd = cursor.nextOffset();
      int size = cursor.sizeBytes();
      if (!result.admits(batchEnd, size)) {
        break;
      }
      addPiece(result, cursor, size);
      next = batchEnd;
      if (cursor.entry() + 1 >= published || !hasNext(cursor)) {
        break;
      }
    }
    NativeCalls.system().faultPoint();
    result.range(result.sizeBytes() == 0 ? offset : first, next);
  }

  /** Goes to the next entry; a result that has batches ends before a page of the queue that cannot be had (R5). */
  private static boolean hasNext(QueueCursor cursor) {
    try {
      cursor.next();
      return true;
    } catch (StorageException e) {
      return false; // told to who begins to read there
    }
  }

  private void addPiece(GatheredFetch result, QueueCursor cursor, int sizeBytes) {
    long position = cursor.position();
    long baseOffset = cursor.baseOffset();
    LogFile file = log.fileAt(position);
    int index = file.indexOf(position);
    if (file.length(index) != FrameLayout.lengthOf(sizeBytes)
        || !FrameLayout.isAt(file.view(), index, position, baseOffset)) {
      throw new CorruptException(
          "the frame of offsets [" + baseOffset + ", " + cursor.nextOffset() + ") is not what its queue entry says",
          FaultLocation.of(file.path(), index),
          null);
    }
    if (position < openPosition) {
      result.coldPiece();
    }
    result.add(file, index + FrameLayout.HEADER_SIZE_BYTES, sizeBytes, baseOffset);
  }

  /** Checks every checksum of a result: it ends before the first damaged batch, which is thrown if it is the first. */
  private static void verify(GatheredFetch result) {
    BatchIterator batches = result.batches();
    for (int piece = 0; piece < result.pieces.count(); piece++) {
      try {
        batches.next();
      } catch (CorruptException damage) {
        if (piece == 0) {
          throw damage;
        }
        result.range(result.firstOffset(), result.pieces.baseOffset(piece));
        result.pieces.truncate(piece);
      }
    }
  }

  /** Answers a question by time (L1). */
  public Optional<OffsetAndTimestamp> lookup(Partition partition, TimestampQuery query) {
    QueueCursor cursor = new QueueCursor();
    LogOffsets.Mutable offsets = new LogOffsets.Mutable();
    snapshot(partition, offsets, cursor);
    return new TimestampLookup(log, partition, offsets, cursor).answer(query);
  }

  /** The bytes that a read could return: of the batches from the one that holds the offset to the end. */
  public long readableBytes(Partition partition, long offset, Isolation isolation) {
    QueueCursor cursor = new QueueCursor();
    LogOffsets.Mutable offsets = new LogOffsets.Mutable();
    snapshot(partition, offsets, cursor);
    long end = endOf(offsets, isolation);
    if (offset >= end || offset < offsets.logStart()) {
      return 0;
    }
    ConsumeQueue queue = partition.queue();
    long published = partition.published();
    long first = Math.max(0, queue.floor(offset, published, cursor));
    long next = queue.floor(end - 1, published, cursor) + 1;
    return queue.batchBytes(next, cursor) - queue.batchBytes(first, cursor);
  }
}
