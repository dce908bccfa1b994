package io.duolog.kafka.partition;

import io.duolog.kafka.fetch.ReadLimit;
import io.duolog.kafka.fetch.RegionResult;
import io.duolog.kafka.segment.HeaderReader;
import io.duolog.kafka.segment.Segment;
import io.duolog.kafka.segment.SegmentIndex;
import io.duolog.kafka.store.Faults;
import io.duolog.storage.BatchIterator;
import io.duolog.storage.Capability;
import io.duolog.storage.FetchOutcome;
import io.duolog.storage.Isolation;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.error.UnsupportedOperationByEngineException;
import java.io.IOException;

/** Thread-safe; holds no lock over I/O. Finds the regions that answer a read (rules R1, R2, R5). */
final class LogReading {
  private final LogParts parts;

  LogReading(LogParts parts) {
    this.parts = parts;
  }

  FetchOutcome read(long offset, int maxBytes, ReadOptions options) {
    if (offset < 0 || maxBytes < 1) {
      throw new IllegalArgumentException("offset " + offset + " from 0, maxBytes " + maxBytes + " from 1");
    }
    if (options.lastEpoch() != ReadOptions.NO_EPOCH) {
      throw new UnsupportedOperationByEngineException("a read with a last epoch", Capability.REPLICATION);
    }
    RegionResult result = parts.context.pool().take().begin(offset, parts.epochs);
    boolean isAnswer = false;
    try {
      FetchOutcome outcome = answer(offset, maxBytes, options, result);
      isAnswer = outcome == result;
      return outcome;
    } catch (IOException e) {
      throw Faults.typed("cannot read offset " + offset, parts.directory, e);
    } finally {
      if (!isAnswer) {
        result.release();
      }
    }
  }

  private FetchOutcome answer(long offset, int maxBytes, ReadOptions options, RegionResult result)
      throws IOException {
    ReadLimit limit = result.limit();
    LogOffsets.Mutable snapshot = result.snapshot();
    parts.marks.plan(offset, options.isolation(), snapshot, limit);
    if (offset < snapshot.logStart() || offset > limit.offset) {
      return new FetchOutcome.OutOfRange(offset, snapshot.logStart(), limit.offset);
    }
    if (offset < limit.offset) {
      limit.askedOffset = offset;
      limit.maxBytes = maxBytes;
      limit.isOneGranted = options.minimumOneBatch();
      collect(result);
    }
    if (options.verify()) {
      BatchIterator batches = result.batches();
      while (batches.next()) {
        assert batches.batch() != null : "every step checks one batch";
      }
    }
    parts.context.counters().fetchedBytes.add(result.sizeBytes());
    return result;
  }

  private void collect(RegionResult result) throws IOException {
    Segment[] segments = parts.segments.all();
    ReadLimit limit = result.limit();
    boolean goesOn = true;
    for (int i = SegmentList.floor(segments, limit.askedOffset); goesOn && i < segments.length; i++) {
      Segment segment = segments[i];
      boolean isLast = segment == limit.segment;
      int end = isLast ? limit.position : segment.rolledSize();
      if (end > 0) {
        goesOn = addRegion(segment, end, result);
      }
      goesOn &= !isLast && result.regionCount() < RegionResult.MOST_REGIONS;
    }
  }

  /** Adds what the segment has for the read; false if the read is complete with it. */
  private boolean addRegion(Segment segment, int end, RegionResult result) throws IOException {
    if (!segment.tryAcquireLog()) {
      if (result.regionCount() > 0) {
        return false; // the read that begins there tells it
      }
      throw segment.lost(segment.baseOffset());
    }
    SegmentIndex index = null;
    try {
      index = segment.acquireIndex();
      return findFirst(segment, index, end, result) && addFound(segment, index, end, result);
    } finally {
      if (index != null) {
        index.release();
      }
      segment.log().release();
    }
  }

  /** Brings the first header to hand; false if the segment behind those that were read does not begin with one. */
  private static boolean findFirst(Segment segment, SegmentIndex index, int end, RegionResult result)
      throws IOException {
    HeaderReader headers = result.headers();
    ReadLimit limit = result.limit();
    if (result.regionCount() > 0) {
      return headers.follows(segment, 0, segment.baseOffset(), end);
    }
    boolean isKnown = limit.startSegment == segment.baseOffset() && limit.startPosition < end;
    if (!isKnown || !headers.follows(segment, limit.startPosition, limit.askedOffset, end)) {
      long endOffset = segment == limit.segment ? limit.endOffset : segment.rolledNextOffset();
      headers.seek(segment, index, limit.askedOffset, end, endOffset);
    }
    return true;
  }

  private boolean addFound(Segment segment, SegmentIndex index, int end, RegionResult result) throws IOException {
    HeaderReader headers = result.headers();
    ReadLimit limit = result.limit();
    int start = headers.position();
    long first = result.regionCount() == 0 ? headers.header().baseOffset() : result.firstOffset();
    int stored = segment.isCut() ? segment.storedSize() : end;
    if (headers.endPosition() > stored) {
      if (result.regionCount() > 0) {
        return false;
      }
      throw segment.lost(first);
    }
    int room = limit.maxBytes - result.sizeBytes();
    int firstSize = headers.header().sizeBytes();
    if (headers.header().lastOffset() >= limit.offset) {
      return false;
    }
    boolean isTooLarge = firstSize > room;
    if (isTooLarge && (result.regionCount() > 0 || !limit.isOneGranted)) {
      return false;
    }
    int boundary;
    long next;
    if (isTooLarge) {
      boundary = headers.endPosition();
      next = headers.header().nextOffset();
    } else if ((long) start + room >= end && isReadableWhole(segment, limit)) {
      boundary = end;
      next = segment == limit.segment ? limit.offset : segment.rolledNextOffset();
    } else {
      headers.seekBoundary(segment, index, (int) Math.min((long) start + room, stored), limit.offset, end);
      boundary = headers.boundary();
      next = headers.boundaryOffset();
    }
    result.add(segment, start, boundary - start);
    result.span(first, next);
    if (boundary < end || segment == limit.segment) {
      parts.marks.remember(next, segment.baseOffset(), boundary);
    }
    return boundary == end && !isTooLarge;
  }

  /** Whether all bytes of the segment up to where the read may go lie below the limit: no header is looked at then. */
  private static boolean isReadableWhole(Segment segment, ReadLimit limit) {
    return segment == limit.segment ? limit.isExact : segment.rolledNextOffset() <= limit.offset && !segment.isCut();
  }

  long readableBytes(long offset, Isolation isolation) {
    RegionResult result = parts.context.pool().take().begin(offset, parts.epochs);
    try {
      ReadLimit limit = result.limit();
      parts.marks.plan(offset, isolation, result.snapshot(), limit);
      if (offset >= limit.offset || offset < result.snapshot().logStart()) {
        return 0;
      }
      Segment[] segments = parts.segments.all();
      int first = SegmentList.floor(segments, offset);
      boolean isKnown = limit.startSegment == segments[first].baseOffset();
      return sizeUpTo(segments, first, limit) - (isKnown ? limit.startPosition : 0);
    } finally {
      result.release();
    }
  }

  private static long sizeUpTo(Segment[] segments, int first, ReadLimit limit) {
    long sum = 0;
    for (int i = first; i < segments.length && segments[i] != limit.segment; i++) {
      sum += segments[i].storedSize();
    }
    return sum + limit.position;
  }
}
