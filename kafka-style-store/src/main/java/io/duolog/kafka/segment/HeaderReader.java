package io.duolog.kafka.segment;

import io.duolog.kafka.format.OffsetIndexLayout;
import io.duolog.record.RecordBatch;
import io.duolog.record.RecordBatchLayout;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.FaultLocation;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Confined to one read. Finds batch boundaries by an index entry and the headers behind it: a few reads of one header
 * each, so that a transfer hardly touches the bytes that it sends.
 */
public final class HeaderReader {
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(RecordBatchLayout.HEADER_SIZE_BYTES);
  private final RecordBatch header = new RecordBatch();
  private int position;
  private int boundary;
  private long boundaryOffset;

  /** Without a header. */
  public HeaderReader() {
    header.wrap(bytes, 0);
  }

  /** The header at hand; of the batch, only the header is there. */
  public RecordBatch header() {
    return header;
  }

  /** Where the batch of the header at hand begins. */
  public int position() {
    return position;
  }

  /** Where the batch of the header at hand ends. */
  public int endPosition() {
    return position + header.sizeBytes();
  }

  /**
   * Brings the header at a batch boundary to hand.
   *
   * @throws CorruptException if it cannot be one
   */
  public void at(Segment segment, int at, int endPosition) throws IOException {
    if (!tryAt(segment, at, endPosition)) {
      throw new CorruptException(
          "no batch header of segment " + segment.baseOffset(), FaultLocation.of(segment.log().path(), at), null);
    }
  }

  private boolean tryAt(Segment segment, int at, int endPosition) throws IOException {
    position = at;
    bytes.clear();
    if (endPosition - at < RecordBatchLayout.HEADER_SIZE_BYTES
        || segment.log().read(bytes, at) < RecordBatchLayout.HEADER_SIZE_BYTES) {
      return false;
    }
    bytes.flip();
    int sizeBytes = header.sizeBytes();
    return header.magic() == RecordBatchLayout.MAGIC
        && sizeBytes >= RecordBatchLayout.HEADER_SIZE_BYTES
        && sizeBytes <= endPosition - at
        && header.lastOffsetDelta() >= 0
        && header.baseOffset() >= segment.baseOffset();
  }

  /**
   * Finds the first batch whose last offset is at or after {@code offset}.
   *
   * @return whether there is one before {@code endPosition}
   */
  public boolean seek(Segment segment, SegmentIndex index, long offset, int endPosition) throws IOException {
    int next = startOf(segment, index, offset, endPosition);
    while (next < endPosition) {
      at(segment, next, endPosition);
      if (header.lastOffset() >= offset) {
        return true;
      }
      next = endPosition();
    }
    return false;
  }

  /** The position of an index entry whose batch carries the indexed offset (rule C8), else the segment's begin. */
  private int startOf(Segment segment, SegmentIndex index, long offset, int endPosition) throws IOException {
    long entry = IndexSearch.floorOffset(index, offset - segment.baseOffset());
    if (entry == IndexSearch.NONE) {
      return 0;
    }
    int at = OffsetIndexLayout.position(entry);
    long indexed = segment.baseOffset() + OffsetIndexLayout.relativeOffset(entry);
    return tryAt(segment, at, endPosition) && header.lastOffset() == indexed ? at : 0;
  }

  /**
   * Finds the last batch boundary that is at or below {@code limit} and whose batches all lie below {@code
   * offsetLimit}. The batch at hand does; it is the first one. The answer is in {@link #boundary} and {@link
   * #boundaryOffset}.
   *
   * @param endPosition where the segment's batches end
   */
  public void seekBoundary(Segment segment, SegmentIndex index, int limit, long offsetLimit, int endPosition)
      throws IOException {
    boundary = endPosition();
    boundaryOffset = header.nextOffset();
    long entry = entryBelow(segment, index, limit, offsetLimit);
    if (entry != IndexSearch.NONE && OffsetIndexLayout.position(entry) > boundary) {
      skipTo(segment, entry, offsetLimit, endPosition);
    }
    while (boundary + RecordBatchLayout.HEADER_SIZE_BYTES <= Math.min(limit, endPosition)) {
      at(segment, boundary, endPosition);
      if (endPosition() > limit || header.lastOffset() >= offsetLimit) {
        return;
      }
      boundary = endPosition();
      boundaryOffset = header.nextOffset();
    }
  }

  /** The last entry of a batch that lies within both limits by what the entry says. */
  private static long entryBelow(Segment segment, SegmentIndex index, int limit, long offsetLimit) {
    long entry = IndexSearch.floorPosition(index, limit);
    if (entry != IndexSearch.NONE
        && segment.baseOffset() + OffsetIndexLayout.relativeOffset(entry) >= offsetLimit) {
      return IndexSearch.floorOffset(index, offsetLimit - 1 - segment.baseOffset());
    }
    return entry;
  }

  /** Takes the begin of an indexed batch as boundary, if it is one and nothing before it lies beyond the limit. */
  private void skipTo(Segment segment, long entry, long offsetLimit, int endPosition) throws IOException {
    int at = OffsetIndexLayout.position(entry);
    long indexed = segment.baseOffset() + OffsetIndexLayout.relativeOffset(entry);
    if (tryAt(segment, at, endPosition) && header.lastOffset() == indexed && header.baseOffset() <= offsetLimit) {
      boundary = at;
      boundaryOffset = header.baseOffset();
    }
  }

  /** Position of the boundary that was found last. */
  public int boundary() {
    return boundary;
  }

  /** The offset behind the last batch before that boundary. */
  public long boundaryOffset() {
    return boundaryOffset;
  }
}
