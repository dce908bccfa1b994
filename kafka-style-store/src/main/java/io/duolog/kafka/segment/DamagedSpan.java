package io.duolog.kafka.segment;

import io.duolog.io.file.Disk;
import io.duolog.kafka.format.OffsetIndexLayout;
import io.duolog.record.RecordBatch;
import io.duolog.record.RecordBatchLayout;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.FaultLocation;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;

/**
 * Confined to one walk. Where damage in a segment ends: at the next batch boundary whose offset can be trusted (rule
 * R5). That is the end of a frame whose checksum holds or whose header is consistent with its neighbours, else the
 * begin of the first frame behind that is sound and followed by what it says, else the next indexed batch that carries
 * the indexed offset (rule C8), else the end of what is walked. Before one of these two, a batch that begins anywhere
 * is taken if it is sound and the headers from it on lead there.
 */
public final class DamagedSpan {
  private final Segment segment;
  private final BatchScan scan;
  private final int end;
  private final long endOffset;
  private int nextPosition;
  private long nextOffset;
  private boolean isEndMissing;

  /**
   * For a walk that ends at a batch boundary.
   *
   * @param scan brings the batches to hand
   * @param end where the walk ends in the segment
   * @param endOffset the offset behind its last batch
   */
  public DamagedSpan(Segment segment, BatchScan scan, int end, long endOffset) {
    this.segment = segment;
    this.scan = scan;
    this.end = end;
    this.endOffset = endOffset;
  }

  /** Where the walk goes on. */
  public int nextPosition() {
    return nextPosition;
  }

  /** The offset that is expected there. */
  public long nextOffset() {
    return nextOffset;
  }

  /**
   * Whether batches may be missing at the end of the walk: the damage reaches to it, and no frame ends there, or one
   * whose header says that more should follow.
   */
  public boolean isEndMissing() {
    return isEndMissing;
  }

  /**
   * Looks behind a batch that {@link BatchScan#at} did not take.
   *
   * @param bad where it begins
   * @param expected the base offset that it should have
   * @return what is wrong, with the offsets that cannot be served
   */
  public CorruptException behind(int bad, long expected) throws IOException {
    String problem = scan.problem();
    isEndMissing = false;
    if (!skipFrame(bad, expected)) {
      long first = firstBehind(bad, expected);
      if (!skipToEntry(bad, expected)) {
        skipTo(end, Math.max(expected, endOffset));
      }
      resynchronize(bad + RecordBatchLayout.HEADER_SIZE_BYTES, first);
      isEndMissing = nextPosition >= end;
    }
    return new CorruptException(
        "damaged batch, offsets " + expected + " to " + Math.max(expected, nextOffset - 1) + ": " + problem,
        FaultLocation.of(segment.log().path(), bad),
        null);
  }

  private void skipTo(int position, long offset) {
    nextPosition = position;
    nextOffset = offset;
  }

  private boolean skipFrame(int bad, long expected) throws IOException {
    RecordBatch batch = scan.batch();
    if (!scan.hasFrame(bad, end)) {
      return false;
    }
    int behind = bad + batch.sizeBytes();
    long follows = expected + batch.lastOffsetDelta() + 1;
    boolean isConsistent = batch.baseOffset() == expected && BatchScan.hasOffsetPerRecord(batch);
    if (scan.isWhole(bad, end)) {
      skipTo(behind, follows);
      return follows <= endOffset;
    }
    if (behind == end) {
      skipTo(end, endOffset);
      isEndMissing = isConsistent && follows < endOffset;
      return true;
    }
    if (!scan.hasFrame(behind, end)) {
      return false;
    }
    skipTo(behind, batch.baseOffset());
    return (isConsistent && nextOffset == follows) || skipToConfirmed(behind, expected);
  }

  /** Follows the frames by their lengths up to the first whose base offset is confirmed. */
  private boolean skipToConfirmed(int from, long expected) throws IOException {
    RecordBatch batch = scan.batch();
    int position = from;
    while (position < end && scan.hasFrame(position, end)) {
      int behind = position + batch.sizeBytes();
      skipTo(position, batch.baseOffset());
      if (isConfirmed(position, expected)) {
        return true;
      }
      position = behind;
    }
    return false;
  }

  /** Whether the base offset of a sound batch is confirmed by what follows it. */
  private boolean isConfirmed(int position, long expected) throws IOException {
    RecordBatch batch = scan.batch();
    if (!scan.isWhole(position, end) || batch.baseOffset() <= expected || batch.nextOffset() > endOffset) {
      return false;
    }
    int behind = position + batch.sizeBytes();
    long follows = batch.nextOffset();
    return behind == end ? follows == endOffset : scan.hasFrame(behind, end) && batch.baseOffset() == follows;
  }

  /** The least offset behind a damaged batch: its own header tells if nothing of it but the length is damaged. */
  private long firstBehind(int bad, long expected) throws IOException {
    RecordBatch batch = scan.batch();
    boolean isConsistent =
        scan.load(bad, end) && batch.baseOffset() == expected && BatchScan.hasOffsetPerRecord(batch);
    return expected + 1 + (isConsistent ? Math.max(0, batch.lastOffsetDelta()) : 0);
  }

  /**
   * Looks at every byte from {@code from} to the boundary at hand for a sound batch whose header, and those behind it,
   * lead to that boundary. One that does not get there may be content of the damaged batch, and is not taken.
   *
   * @param firstOffset the least base offset that it may have
   */
  private void resynchronize(int from, long firstOffset) throws IOException {
    int boundary = nextPosition;
    long boundaryOffset = nextOffset;
    HeaderChains chains = new HeaderChains(scan, boundary, boundaryOffset);
    for (int position = from; position < boundary && scan.load(position, boundary); position++) {
      if (scan.looksLikeHeader(boundary - position, firstOffset, boundaryOffset)) {
        long offset = scan.batch().baseOffset();
        if (chains.lead(position) && scan.isWhole(position, boundary)) {
          skipTo(position, offset);
          return;
        }
      }
    }
  }

  private boolean skipToEntry(int bad, long expected) throws IOException {
    SegmentIndex index = segment.acquireIndex();
    try {
      long entry = IndexSearch.afterPosition(index, bad);
      while (entry != IndexSearch.NONE && OffsetIndexLayout.position(entry) < end) {
        if (holds(entry) && scan.batch().baseOffset() > expected) {
          skipTo(OffsetIndexLayout.position(entry), scan.batch().baseOffset());
          return true;
        }
        entry = IndexSearch.afterPosition(index, OffsetIndexLayout.position(entry));
      }
      return false;
    } finally {
      index.release();
    }
  }

  /** Whether the batch at an indexed position carries the indexed offset (rule C8), and a base offset that fits it. */
  private boolean holds(long entry) throws IOException {
    int position = OffsetIndexLayout.position(entry);
    RecordBatch batch = scan.batch();
    return scan.hasFrame(position, end)
        && batch.lastOffset() == segment.baseOffset() + OffsetIndexLayout.relativeOffset(entry)
        && (BatchScan.hasOffsetPerRecord(batch) || scan.isWhole(position, end));
  }

  /**
   * Finds the batch with an offset below {@code endOffset} in a segment in which the headers alone do not lead to it.
   * The caller holds a lease on the log file.
   *
   * @return where it begins
   * @throws CorruptException if it is damaged, or hidden by damage
   */
  static int seek(Disk disk, Segment segment, long offset, int end, long endOffset) throws IOException {
    while (true) {
      FileChannel channel = segment.log().channel();
      try {
        BatchScan scan = new BatchScan(disk, channel, BatchScan.WINDOW_BYTES);
        return new DamagedSpan(segment, scan, end, endOffset).seek(offset);
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (ClosedChannelException e) {
        // Somebody else was interrupted in the file: again, on a new channel.
      }
    }
  }

  private int seek(long offset) throws IOException {
    RecordBatch batch = scan.batch();
    startBelow(offset);
    while (nextPosition < end) {
      int position = nextPosition;
      if (scan.at(position, end, nextOffset)) {
        if (batch.lastOffset() >= offset) {
          return position;
        }
        skipTo(position + batch.sizeBytes(), batch.nextOffset());
      } else {
        CorruptException damage = behind(position, nextOffset);
        if (offset < nextOffset) {
          throw damage;
        }
      }
    }
    throw new CorruptException(
        "no batch has offset " + offset + ", and the segment reaches to " + endOffset,
        FaultLocation.of(segment.log().path(), end),
        null);
  }

  /** Begins at the last indexed batch that can be trusted, else at the segment's begin. */
  private void startBelow(long offset) throws IOException {
    SegmentIndex index = segment.acquireIndex();
    try {
      long entry = IndexSearch.floorOffset(index, offset - segment.baseOffset());
      while (entry != IndexSearch.NONE) {
        if (OffsetIndexLayout.position(entry) < end && holds(entry)) {
          skipTo(OffsetIndexLayout.position(entry), scan.batch().baseOffset());
          return;
        }
        entry = IndexSearch.floorOffset(index, OffsetIndexLayout.relativeOffset(entry) - 1L);
      }
      skipTo(0, segment.baseOffset());
    } finally {
      index.release();
    }
  }
}
