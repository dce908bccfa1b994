package io.duolog.storage;

import io.duolog.record.Record;
import io.duolog.record.RecordBatch;
import io.duolog.record.RecordIterator;
import java.util.Optional;

/** Confined to one call. Answers a question about offsets by time by reading the whole log: exact, without an index. */
final class TimestampScan {
  private static final int READ_BYTES = 64 * 1024;
  private static final ReadOptions VERIFIED = ReadOptions.LOG_END.verified();

  private final LogReader log;
  private final RecordIterator records = new RecordIterator();

  TimestampScan(LogReader log) {
    this.log = log;
  }

  Optional<OffsetAndTimestamp> answer(TimestampQuery query) {
    LogOffsets offsets = log.offsets();
    return switch (query) {
      case TimestampQuery.Earliest() -> Optional.of(bound(offsets.logStart()));
      case TimestampQuery.Latest() -> Optional.of(bound(offsets.logEnd()));
      case TimestampQuery.AtOrAfter(long timestampMillis) -> first(offsets, timestampMillis);
      case TimestampQuery.MaxTimestamp() -> largest(offsets);
    };
  }

  private static OffsetAndTimestamp bound(long offset) {
    return new OffsetAndTimestamp(offset, OffsetAndTimestamp.NO_TIMESTAMP, AppendOptions.NO_EPOCH);
  }

  private Optional<OffsetAndTimestamp> first(LogOffsets range, long atLeast) {
    Optional<OffsetAndTimestamp> found = Optional.empty();
    long next = range.logStart();
    while (found.isEmpty() && next < range.logEnd()
        && log.read(next, READ_BYTES, VERIFIED) instanceof FetchResult fetched) {
      try {
        found = firstIn(fetched.batches(), atLeast);
        next = fetched.nextOffset();
      } finally {
        fetched.release();
      }
    }
    return found;
  }

  private Optional<OffsetAndTimestamp> firstIn(BatchIterator batches, long atLeast) {
    while (batches.next()) {
      RecordBatch batch = batches.batch();
      if (batch.maxTimestamp() >= atLeast) {
        records.reset(batch);
        while (records.hasNext()) {
          Record record = records.next();
          if (record.timestamp() >= atLeast) {
            return Optional.of(new OffsetAndTimestamp(record.offset(), record.timestamp(), batch.leaderEpoch()));
          }
        }
      }
    }
    return Optional.empty();
  }

  private Optional<OffsetAndTimestamp> largest(LogOffsets range) {
    Optional<OffsetAndTimestamp> best = first(range, Long.MIN_VALUE);
    Optional<OffsetAndTimestamp> later = best;
    while (later.isPresent()) {
      best = later;
      later = best.get().timestampMillis() == Long.MAX_VALUE
          ? Optional.empty()
          : first(range, best.get().timestampMillis() + 1);
    }
    return best;
  }
}
