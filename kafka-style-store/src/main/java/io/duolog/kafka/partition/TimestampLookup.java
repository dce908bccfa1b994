package io.duolog.kafka.partition;

import io.duolog.kafka.format.OffsetIndexLayout;
import io.duolog.kafka.segment.BatchScan;
import io.duolog.kafka.segment.IndexSearch;
import io.duolog.kafka.segment.Segment;
import io.duolog.kafka.segment.SegmentIndex;
import io.duolog.kafka.store.Faults;
import io.duolog.record.Record;
import io.duolog.record.RecordBatch;
import io.duolog.record.RecordIterator;
import io.duolog.record.UnsupportedCodecException;
import io.duolog.storage.OffsetAndTimestamp;
import io.duolog.storage.TimestampQuery;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.UnsupportedFormatException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Thread-safe. Answers questions about offsets by time, exact at record level (rule L1). */
final class TimestampLookup {
  private final LogParts parts;

  TimestampLookup(LogParts parts) {
    this.parts = parts;
  }

  Optional<OffsetAndTimestamp> lookup(TimestampQuery query) {
    while (true) {
      try {
        return answer(query);
      } catch (ClosedByInterruptException e) {
        throw Faults.typed("the reader was interrupted", parts.directory, e);
      } catch (ClosedChannelException e) {
        parts.context.files().openFiles().requireOpen(); // somebody else was interrupted: again, on a new channel
      } catch (IOException e) {
        throw Faults.typed("cannot look up a time", parts.directory, e);
      }
    }
  }

  private Optional<OffsetAndTimestamp> answer(TimestampQuery query) throws IOException {
    LogMark end = parts.marks.visibleEndMark();
    return switch (query) {
      case TimestampQuery.Earliest _ -> Optional.of(at(parts.marks.logStart()));
      case TimestampQuery.Latest _ -> Optional.of(at(end.offset()));
      case TimestampQuery.AtOrAfter(long timestampMillis) -> atOrAfter(timestampMillis, end);
      case TimestampQuery.MaxTimestamp _ -> largest(end);
    };
  }

  private OffsetAndTimestamp at(long offset) {
    return new OffsetAndTimestamp(offset, OffsetAndTimestamp.NO_TIMESTAMP, parts.epochs.epochAt(offset));
  }

  private Optional<OffsetAndTimestamp> atOrAfter(long timestampMillis, LogMark end) throws IOException {
    for (Segment segment : parts.segments.all()) {
      if (segment.baseOffset() >= end.offset()) {
        break;
      }
      if (segment.largestTimestamp() >= timestampMillis) {
        Optional<OffsetAndTimestamp> found =
            scan(segment, end, timestampMillis, record -> record.timestamp() >= timestampMillis);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<OffsetAndTimestamp> largest(LogMark end) throws IOException {
    Segment best = null;
    long largest = -1;
    for (Segment segment : parts.segments.all()) {
      if (segment.baseOffset() >= end.offset()) {
        break;
      }
      // the index of the end's segment may count batches that lie behind the end
      long ofSegment = segment == end.segment() ? end.largestTimestamp() : segment.largestTimestamp();
      if (ofSegment > largest) {
        best = segment;
        largest = ofSegment;
      }
    }
    if (best == null) {
      return Optional.empty();
    }
    long timestamp = largest;
    return scan(best, end, timestamp, record -> record.timestamp() == timestamp);
  }

  /** The first wanted record of the segment; only batches that reach {@code timestamp} are looked into. */
  private Optional<OffsetAndTimestamp> scan(Segment segment, LogMark end, long timestamp, Predicate<Record> isWanted)
      throws IOException {
    if (!segment.tryAcquireLog()) {
      throw segment.lost(segment.baseOffset());
    }
    try {
      int endPosition = segment.isRolled() && segment != end.segment() ? segment.rolledSize() : end.position();
      BatchScan scan = new BatchScan(parts.context.disk(), segment.log().channel(), BatchScan.WINDOW_BYTES);
      RecordBatch batch = scan.batch();
      int position = startOf(segment, timestamp, scan, endPosition);
      long expected = position == 0 ? segment.baseOffset() : batch.baseOffset();
      for (; position < endPosition; position += batch.sizeBytes(), expected = batch.nextOffset()) {
        if (!scan.at(position, endPosition, expected)) {
          throw new CorruptException(
              "damaged batch: " + scan.problem(), FaultLocation.of(segment.log().path(), position), null);
        }
        if (batch.maxTimestamp() >= timestamp) {
          OffsetAndTimestamp found = firstIn(batch, isWanted);
          if (found != null) {
            return Optional.of(found);
          }
        }
      }
      return Optional.empty();
    } finally {
      segment.log().release();
    }
  }

  /** Where the first batch that can reach {@code timestamp} may begin; it is at hand unless it is the first of all. */
  private static int startOf(Segment segment, long timestamp, BatchScan scan, int endPosition) throws IOException {
    SegmentIndex index = segment.acquireIndex();
    try {
      long before = IndexSearch.offsetBeforeTime(index, timestamp);
      long entry = before == IndexSearch.NONE ? IndexSearch.NONE : IndexSearch.floorOffset(index, before);
      return entry == IndexSearch.NONE || !scan.atEntry(entry, endPosition, segment.baseOffset())
          ? 0
          : OffsetIndexLayout.position(entry);
    } finally {
      index.release();
    }
  }

  private @Nullable OffsetAndTimestamp firstIn(RecordBatch batch, Predicate<Record> isWanted) {
    try {
      RecordIterator records = new RecordIterator().reset(batch);
      while (records.hasNext()) {
        Record record = records.next();
        if (record.offset() >= parts.marks.logStart() && isWanted.test(record)) {
          return new OffsetAndTimestamp(record.offset(), record.timestamp(), batch.leaderEpoch());
        }
      }
      return null;
    } catch (UnsupportedCodecException e) {
      throw new UnsupportedFormatException(Objects.toString(e.getMessage()), FaultLocation.of(parts.directory), e);
    }
  }
}
