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
  private Optional<OffsetAndTimestamp> found = Optional.empty();
  private long largest = Long.MIN_VALUE;

  TimestampScan(LogReader log) {
    this.log = log;
  }

  Optional<OffsetAndTimestamp> answer(TimestampQuery query) {
    LogOffsets offsets = log.offsets();
    return switch (query) {
      case TimestampQuery.Earliest() -> Optional.of(bound(offsets.logStart()));
      case TimestampQuery.Latest() -> Optional.of(bound(offsets.logEnd()));
      case TimestampQuery.AtOrAfter(long timestampMillis) -> first(offsets, timestampMillis);
      case TimestampQuery.MaxTimestamp() -> {
        walk(offsets, batch -> largest = Math.max(largest, batch.maxTimestamp()));
        yield first(offsets, largest);
      }
    };
  }

  private static OffsetAndTimestamp bound(long offset) {
    return new OffsetAndTimestamp(offset, OffsetAndTimestamp.NO_TIMESTAMP, AppendOptions.NO_EPOCH);
  }

  private Optional<OffsetAndTimestamp> first(LogOffsets range, long atLeast) {
    walk(range, batch -> findIn(batch, atLeast));
    return found;
  }

  private void walk(LogOffsets range, BatchVisitor visitor) {
    long next = range.logStart();
    while (found.isEmpty()
        && next < range.logEnd()
        && log.read(next, READ_BYTES, VERIFIED) instanceof FetchResult fetched) {
      try {
        BatchIterator batches = fetched.batches();
        while (found.isEmpty() && batches.next()) {
          visitor.visit(batches.batch());
        }
        next = fetched.nextOffset();
      } finally {
        fetched.release();
      }
    }
  }

  private void findIn(RecordBatch batch, long atLeast) {
    if (batch.maxTimestamp() < atLeast) {
      return;
    }
    records.reset(batch);
    while (found.isEmpty() && records.hasNext()) {
      Record record = records.next();
      if (record.timestamp() >= atLeast) {
        found = Optional.of(new OffsetAndTimestamp(record.offset(), record.timestamp(), batch.leaderEpoch()));
      }
    }
  }

  private interface BatchVisitor {
    void visit(RecordBatch batch);
  }
}
