package io.duolog.rocket.fetch;

import io.duolog.record.Record;
import io.duolog.record.RecordBatch;
import io.duolog.record.RecordIterator;
import io.duolog.record.UnsupportedCodecException;
import io.duolog.rocket.format.FrameLayout;
import io.duolog.rocket.log.CommitLog;
import io.duolog.rocket.log.LogFile;
import io.duolog.rocket.partition.Partition;
import io.duolog.rocket.queue.ConsumeQueue;
import io.duolog.rocket.queue.QueueCursor;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.OffsetAndTimestamp;
import io.duolog.storage.TimestampQuery;
import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.UnsupportedFormatException;
import java.util.Optional;

/**
 * Confined to one call. Answers a question about offsets by time (L1): the queue's page table leads to the page, the
 * entries to the batch, and the batch is decoded for the record.
 */
final class TimestampLookup {
  private final CommitLog log;
  private final Partition partition;
  private final LogOffsets.Mutable offsets;
  private final QueueCursor cursor;
  private final HeapBatch copy = new HeapBatch();
  private final RecordIterator records = new RecordIterator();

  TimestampLookup(CommitLog log, Partition partition, LogOffsets.Mutable offsets, QueueCursor cursor) {
    this.log = log;
    this.partition = partition;
    this.offsets = offsets;
    this.cursor = cursor;
  }

  Optional<OffsetAndTimestamp> answer(TimestampQuery query) {
    return switch (query) {
      case TimestampQuery.Earliest() -> bound(offsets.logStart());
      case TimestampQuery.Latest() -> bound(offsets.logEnd());
      case TimestampQuery.AtOrAfter(long timestampMillis) -> first(timestampMillis);
      case TimestampQuery.MaxTimestamp() -> first(partition.queue().totals(entries(), cursor).maxTimestamp());
    };
  }

  private static Optional<OffsetAndTimestamp> bound(long offset) {
    return Optional.of(new OffsetAndTimestamp(offset, OffsetAndTimestamp.NO_TIMESTAMP, -1));
  }

  /** Entries below the log end. */
  private long entries() {
    return partition.queue().floor(offsets.logEnd() - 1, partition.published(), cursor) + 1;
  }

  /** A batch may claim a larger timestamp than its records have, so the search goes on behind it. */
  private Optional<OffsetAndTimestamp> first(long timestamp) {
    long count = entries();
    ConsumeQueue queue = partition.queue();
    for (long entry = queue.firstReaching(timestamp, count, cursor); entry < count; entry++) {
      if (cursor.moveTo(queue, entry).maxTimestamp() >= timestamp) {
        Optional<OffsetAndTimestamp> found = firstIn(timestamp);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<OffsetAndTimestamp> firstIn(long timestamp) {
    LogFile file = log.fileAt(cursor.position());
    int index = file.indexOf(cursor.position()) + FrameLayout.HEADER_SIZE_BYTES;
    HeapBatch.Place place =
        new HeapBatch.Place(partition.spec().name(), cursor.baseOffset(), cursor.nextOffset());
    RecordBatch batch = copy.load(file, index, cursor.sizeBytes(), place);
    try {
      records.reset(batch);
    } catch (UnsupportedCodecException e) {
      throw new UnsupportedFormatException(String.valueOf(e.getMessage()), FaultLocation.of(file.path(), index), e);
    }
    while (records.hasNext()) {
      Record record = records.next();
      if (record.timestamp() >= timestamp) {
        return Optional.of(new OffsetAndTimestamp(record.offset(), record.timestamp(), batch.leaderEpoch()));
      }
    }
    return Optional.empty();
  }
}
