package io.duolog.kafka.segment;

import io.duolog.io.file.Disk;
import io.duolog.io.framing.ReadWindow;
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
   * @param smallestOffset smallest base offset that it may have
   * @return whether it is whole and sound; {@link #problem} says why not
   */
  public boolean at(long position, long endPosition, long smallestOffset) throws IOException {
    if (!header(position, endPosition)) {
      return false;
    }
    int sizeBytes = batch.sizeBytes();
    if (sizeBytes < RecordBatchLayout.HEADER_SIZE_BYTES
        || sizeBytes > Math.min(MOST_BATCH_BYTES, endPosition - position)) {
      return fails("length " + sizeBytes + " where " + (endPosition - position) + " bytes are left");
    }
    if (!window.load(position, sizeBytes)) {
      return fails("the file ends inside it");
    }
    batch.wrap(window.bytes(), window.index());
    if (!batch.hasValidCrc()) {
      return fails("checksum does not match");
    }
    if (batch.baseOffset() < smallestOffset || batch.lastOffsetDelta() < 0) {
      return fails("offsets " + batch.baseOffset() + " to " + batch.lastOffset() + " do not follow " + smallestOffset);
    }
    return true;
  }

  /**
   * Brings the header at {@code position} to hand.
   *
   * @return whether there is one of magic 2; its other fields are not checked
   */
  public boolean header(long position, long endPosition) throws IOException {
    problem = "";
    if (endPosition - position < RecordBatchLayout.HEADER_SIZE_BYTES) {
      return fails((endPosition - position) + " bytes are left, less than a header");
    }
    if (!window.load(position, RecordBatchLayout.HEADER_SIZE_BYTES)) {
      return fails("the file ends inside its header");
    }
    batch.wrap(window.bytes(), window.index());
    return batch.magic() == RecordBatchLayout.MAGIC || fails("magic is " + batch.magic());
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
