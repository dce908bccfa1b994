package io.duolog.kafka.fetch;

import io.duolog.io.file.Disk;
import io.duolog.kafka.format.OffsetIndexLayout;
import io.duolog.kafka.segment.BatchScan;
import io.duolog.kafka.segment.IndexSearch;
import io.duolog.kafka.segment.SegmentIndex;
import io.duolog.kafka.store.Faults;
import io.duolog.record.RecordBatch;
import io.duolog.record.RecordBatchLayout;
import io.duolog.storage.BatchIterator;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.FaultLocation;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Confined to one thread. Walks the batches of a result and checks each on heap bytes that the kernel has copied (rules
 * R5, E4). Behind a damaged batch it goes on at the next boundary that can be trusted: the end that the batch's own
 * header names, if a batch begins there that follows it, else the next indexed one.
 */
final class RegionBatches implements BatchIterator {
  private static final int WINDOW_BYTES = 64 << 10;

  private final Disk disk;
  private final RegionResult result;
  private int region = -1;
  private int position;
  private int end;
  private long smallestOffset;
  private @Nullable BatchScan scan;
  private RecordBatch batch = new RecordBatch();

  RegionBatches(Disk disk, RegionResult result) {
    this.disk = disk;
    this.result = result;
  }

  @Override
  public boolean next() {
    try {
      return nextBatch();
    } catch (ClosedByInterruptException e) {
      throw Faults.typed("the reader was interrupted", result.file(Math.max(region, 0)).path(), e);
    } catch (ClosedChannelException e) {
      scan = null; // somebody else was interrupted: again, on a new channel
      return next();
    } catch (IOException e) {
      throw Faults.typed("cannot read a fetched region", result.file(Math.max(region, 0)).path(), e);
    }
  }

  private boolean nextBatch() throws IOException {
    if (region < 0 || position >= end) {
      if (region + 1 >= result.regionCount()) {
        return false;
      }
      enterNext();
    }
    BatchScan current = scan;
    if (current == null) {
      current = new BatchScan(disk, result.file(region).channel(), Math.min(WINDOW_BYTES, result.length(region)));
      scan = current;
      batch = current.batch();
    }
    if (!current.at(position, end, smallestOffset)) {
      throw damaged(current);
    }
    smallestOffset = batch.nextOffset();
    position += batch.sizeBytes();
    return true;
  }

  private void enterNext() {
    region++;
    position = result.position(region);
    end = position + result.length(region);
    smallestOffset = Math.max(smallestOffset, result.segment(region).baseOffset());
    scan = null;
  }

  /** The error for the batch at hand; moves behind it. */
  private CorruptException damaged(BatchScan current) throws IOException {
    int bad = position;
    String problem = current.problem();
    long first = smallestOffset;
    position = nextBoundary(current, bad);
    long next = position < end && current.header(position, end) ? batch.baseOffset() : result.nextOffset();
    smallestOffset = Math.max(first, next);
    return new CorruptException(
        "damaged batch, offsets " + first + " to " + Math.max(first, next - 1) + ": " + problem,
        FaultLocation.of(result.file(region).path(), bad),
        null);
  }

  private int nextBoundary(BatchScan current, int bad) throws IOException {
    if (current.header(bad, end)) {
      long behind = bad + (long) batch.sizeBytes();
      long follows = batch.nextOffset();
      if (batch.sizeBytes() >= RecordBatchLayout.HEADER_SIZE_BYTES
          && (behind == end || (behind < end && current.header(behind, end) && batch.baseOffset() == follows))) {
        return (int) behind;
      }
    }
    SegmentIndex index = result.segment(region).acquireIndex();
    try {
      long entry = IndexSearch.afterPosition(index, bad);
      return entry == IndexSearch.NONE ? end : Math.min(end, OffsetIndexLayout.position(entry));
    } finally {
      index.release();
    }
  }

  @Override
  public RecordBatch batch() {
    return batch;
  }
}
