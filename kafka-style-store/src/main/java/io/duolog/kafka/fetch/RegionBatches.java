package io.duolog.kafka.fetch;

import io.duolog.io.file.Disk;
import io.duolog.kafka.segment.BatchScan;
import io.duolog.kafka.segment.DamagedSpan;
import io.duolog.kafka.segment.Segment;
import io.duolog.kafka.store.Faults;
import io.duolog.record.RecordBatch;
import io.duolog.storage.BatchIterator;
import io.duolog.storage.error.CorruptException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Confined to one thread. Walks the batches of a result and checks each on heap bytes that the kernel has copied (rules
 * R5, E4), its base offset against the batch before it and its leader epoch against the partition's epochs (rule C8).
 * Behind a damaged batch it goes on where a {@link DamagedSpan} ends.
 */
final class RegionBatches implements BatchIterator {
  private static final int WINDOW_BYTES = 64 << 10;

  private final Disk disk;
  private final RegionResult result;
  private int region = -1;
  private int position;
  private int end;
  private long expectedOffset;
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
    if (!current.at(position, end, expectedOffset) || !current.hasLeaderEpoch(result.epochAt(expectedOffset))) {
      throw damaged(current);
    }
    expectedOffset = batch.nextOffset();
    position += batch.sizeBytes();
    return true;
  }

  private void enterNext() {
    region++;
    position = result.position(region);
    end = position + result.length(region);
    expectedOffset = region == 0 ? result.firstOffset() : result.segment(region).baseOffset();
    scan = null;
  }

  /** The error for the batch at hand; moves behind it. */
  private CorruptException damaged(BatchScan current) throws IOException {
    Segment segment = result.segment(region);
    boolean isLast = region + 1 == result.regionCount();
    DamagedSpan span =
        new DamagedSpan(segment, current, end, isLast ? result.nextOffset() : segment.rolledNextOffset());
    CorruptException damage = span.behind(position, expectedOffset);
    position = span.nextPosition();
    expectedOffset = span.nextOffset();
    return damage;
  }

  @Override
  public RecordBatch batch() {
    return batch;
  }
}
