package io.duolog.kafka.segment;

import io.duolog.io.file.Disk;
import io.duolog.io.framing.ReadWindow;
import io.duolog.kafka.format.OffsetIndexLayout;
import io.duolog.record.RecordBatch;
import io.duolog.record.RecordBatchLayout;
import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * Confined to one walk. Brings whole batches of a log file to the heap and checks everything about them: length, magic,
 * checksum, and the base offset, which no checksum covers, against continuity (rule C8).
 */
public final class BatchScan {
  /** How much is read at a time. */
  public static final int WINDOW_BYTES = 256 << 10;

  private static final int MOST_BATCH_BYTES = 512 << 20;

  private final ReadWindow window;
  private final RecordBatch batch = new RecordBatch();
  private String problem = "";

  /** Reads through {@code channel}, which stays open. */
  public BatchScan(Disk disk, FileChannel channel, int windowBytes) {
    this.window = new ReadWindow(disk, channel, windowBytes);
  }

  /**
   * Brings the batch at {@code position} to hand.
   *
   * @param endPosition where the bytes end that may belong to it
   * @param expectedOffset the base offset that it has to have: the one behind the batch before it
   * @return whether it is whole and sound; {@link #problem} says why not
   */
  public boolean at(long position, long endPosition, long expectedOffset) throws IOException {
    if (!isWhole(position, endPosition)) {
      return false;
    }
    if (batch.magic() != RecordBatchLayout.MAGIC) {
      return fails("magic is " + batch.magic());
    }
    if (batch.baseOffset() != expectedOffset || batch.lastOffsetDelta() < 0) {
      return fails("offsets " + batch.baseOffset() + " to " + batch.lastOffset() + " do not follow " + expectedOffset);
    }
    return true;
  }

  /** Whether the batch at hand has a leader epoch, which no checksum covers (rule C8); {@link #problem} if not. */
  public boolean hasLeaderEpoch(int expected) {
    return batch.leaderEpoch() == expected
        || fails("leader epoch is " + batch.leaderEpoch() + " where " + expected + " was in force");
  }

  /**
   * Brings the batch of an index entry to hand.
   *
   * @param segmentOffset base offset of the segment
   * @return whether its checksum holds and it carries the indexed offset (rule C8), so that its base offset holds too
   */
  public boolean atEntry(long entry, long endPosition, long segmentOffset) throws IOException {
    int position = OffsetIndexLayout.position(entry);
    return isWhole(position, endPosition)
        && batch.lastOffset() == segmentOffset + OffsetIndexLayout.relativeOffset(entry);
  }

  /**
   * Brings the batch at {@code position} to hand.
   *
   * @return whether its checksum holds; what the checksum does not cover is not checked
   */
  boolean isWhole(long position, long endPosition) throws IOException {
    if (!hasFrame(position, endPosition)) {
      return false;
    }
    if (!window.load(position, batch.sizeBytes())) {
      return fails("the file ends inside it");
    }
    batch.wrap(window.bytes(), window.index());
    return batch.hasValidCrc() || fails("checksum does not match");
  }

  /**
   * Brings the header at {@code position} to hand.
   *
   * @return whether its length is possible; its other fields are not checked
   */
  boolean hasFrame(long position, long endPosition) throws IOException {
    if (!load(position, endPosition)) {
      return false;
    }
    return hasPossibleSize(endPosition - position)
        || fails("length " + batch.sizeBytes() + " where " + (endPosition - position) + " bytes are left");
  }

  private boolean hasPossibleSize(long leftBytes) {
    int sizeBytes = batch.sizeBytes();
    return sizeBytes >= RecordBatchLayout.HEADER_SIZE_BYTES && sizeBytes <= Math.min(MOST_BATCH_BYTES, leftBytes);
  }

  /**
   * Whether the bytes at hand may be a header: magic and length are possible, the offsets are in the range, and there
   * is one for every record.
   *
   * @param leftBytes how many there are from its begin on
   */
  boolean looksLikeHeader(long leftBytes, long firstOffset, long endOffset) {
    return batch.magic() == RecordBatchLayout.MAGIC
        && hasPossibleSize(leftBytes)
        && batch.baseOffset() >= firstOffset
        && batch.lastOffsetDelta() >= 0
        && batch.lastOffsetDelta() < endOffset - batch.baseOffset()
        && hasOffsetPerRecord(batch);
  }

  /** Brings the bytes of a header to hand, whatever they are; false if there are not enough. */
  boolean load(long position, long endPosition) throws IOException {
    problem = "";
    if (endPosition - position < RecordBatchLayout.HEADER_SIZE_BYTES) {
      return fails((endPosition - position) + " bytes are left, less than a header");
    }
    if (!window.load(position, RecordBatchLayout.HEADER_SIZE_BYTES)) {
      return fails("the file ends inside its header");
    }
    batch.wrap(window.bytes(), window.index());
    return true;
  }

  /** Whether a header's record count agrees with its offsets: true of all batches but those of a compacted log. */
  static boolean hasOffsetPerRecord(RecordBatch header) {
    return header.lastOffsetDelta() == header.recordCount() - 1;
  }

  private boolean fails(String reason) {
    problem = reason;
    return false;
  }

  /** The batch at hand: one view that moves. */
  public RecordBatch batch() {
    return batch;
  }

  /** Why the last batch was not sound; empty if it was. */
  public String problem() {
    return problem;
  }
}
