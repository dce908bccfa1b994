package io.duolog.kafka.segment;

import io.duolog.io.file.Disk;
import io.duolog.kafka.format.OffsetIndexLayout;
import io.duolog.record.RecordBatch;
import io.duolog.record.RecordBatchLayout;
import io.duolog.storage.error.CorruptException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Confined to one read. Finds batch boundaries by an index entry and the headers behind it: a few reads of one header
 * each, so that a transfer hardly touches the bytes that it sends.
 */
public final class HeaderReader {
  private final Disk disk;
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(RecordBatchLayout.HEADER_SIZE_BYTES);
  private final RecordBatch header = new RecordBatch();
  private int position;
  private int boundary;
  private long boundaryOffset;

  /** Without a header. */
  public HeaderReader(Disk disk) {
    this.disk = disk;
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
   * @param expectedOffset the offset at the boundary
   * @return whether it is the header of a batch that begins with that offset
   */
  public boolean follows(Segment segment, int at, long expectedOffset, int endPosition) throws IOException {
    return tryAt(segment, at, endPosition) && header.baseOffset() == expectedOffset;
  }

  /** A last offset delta that the record count does not confirm is left to those who check the checksum (rule C8). */
  private boolean tryAt(Segment segment, int at, int endPosition) throws IOException {
    position = at;
    bytes.clear();
    if (endPosition - at < RecordBatchLayout.HEADER_SIZE_BYTES
        || segment.log().read(bytes, at) < RecordBatchLayout.HEADER_SIZE_BYTES) {
      return false;
    }
    bytes.flip();
    return isPlausible(segment, endPosition - at) && BatchScan.hasOffsetPerRecord(header);
  }

  private boolean isPlausible(Segment segment, int leftBytes) {
    int sizeBytes = header.sizeBytes();
    return header.magic() == RecordBatchLayout.MAGIC
        && sizeBytes >= RecordBatchLayout.HEADER_SIZE_BYTES
        && sizeBytes <= leftBytes
        && header.lastOffsetDelta() >= 0
        && header.baseOffset() >= segment.baseOffset();
  }

  /**
   * Finds the batch that has {@code offset}, which lies below {@code endOffset}. Each header on the way follows the one
   * before it; where one does not, whole batches are looked at.
   *
   * @param endOffset the offset behind the last batch before {@code endPosition}
   * @throws CorruptException if it is damaged so that its offsets cannot be trusted
   */
  public void seek(Segment segment, SegmentIndex index, long offset, int endPosition, long endOffset)
      throws IOException {
    if (!tryStart(segment, index, offset, endPosition)) {
      seekDamaged(segment, offset, endPosition, endOffset);
      return;
    }
    while (header.lastOffset() < offset) {
      if (!follows(segment, endPosition(), header.nextOffset(), endPosition)) {
        seekDamaged(segment, offset, endPosition, endOffset);
        return;
      }
    }
  }

  private void seekDamaged(Segment segment, long offset, int endPosition, long endOffset) throws IOException {
    position = DamagedSpan.seek(disk, segment, offset, endPosition, endOffset);
    bytes.clear();
    segment.log().read(bytes, position);
    bytes.flip();
  }

  /** Begins at an index entry whose batch carries the indexed offset (rule C8), or at the segment's begin. */
  private boolean tryStart(Segment segment, SegmentIndex index, long offset, int endPosition) throws IOException {
    long entry = IndexSearch.floorOffset(index, offset - segment.baseOffset());
    if (entry == IndexSearch.NONE) {
      return follows(segment, 0, segment.baseOffset(), endPosition);
    }
    return tryAt(segment, OffsetIndexLayout.position(entry), endPosition)
        && header.lastOffset() == segment.baseOffset() + OffsetIndexLayout.relativeOffset(entry);
  }

  /**
   * Finds the last batch boundary that is at or below {@code limit} and whose batches all lie below {@code
   * offsetLimit}. The batch at hand does; it is the first one. The answer is in {@link #boundary} and {@link
   * #boundaryOffset}. It lies before a header that does not follow: the read that begins there tells the damage.
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
      if (!follows(segment, boundary, boundaryOffset, endPosition)
          || endPosition() > limit
          || header.lastOffset() >= offsetLimit) {
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
