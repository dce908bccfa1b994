package io.duolog.kafka.recovery;

import io.duolog.io.file.Disk;
import io.duolog.io.file.OpenMode;
import io.duolog.kafka.format.LargestTimestamp;
import io.duolog.kafka.format.SegmentName;
import io.duolog.kafka.partition.EpochList;
import io.duolog.kafka.segment.ActiveIndex;
import io.duolog.kafka.segment.BatchScan;
import io.duolog.kafka.segment.DamagedSpan;
import io.duolog.kafka.segment.Segment;
import io.duolog.record.RecordBatch;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.FaultLocation;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Confined to one recovery. Walks the log file of one segment.
 *
 * <p>Below the recovery point what is no batch is corruption (rule C3): nothing is cut there. Above it every checksum
 * is checked, and base offset and epoch against continuity, which no checksum covers (rule C8); the first bad byte is
 * the end (rule C2).
 */
final class SegmentWalk {
  private final Disk disk;
  private final Path path;
  private final long baseOffset;
  private final Tally tally;
  private long nextOffset;
  private int endPosition;
  private boolean isCut;

  SegmentWalk(Disk disk, Path directory, long baseOffset, Tally tally) {
    this.disk = disk;
    this.path = directory.resolve(SegmentName.log(baseOffset));
    this.baseOffset = baseOffset;
    this.tally = tally;
    this.nextOffset = baseOffset;
  }

  /**
   * Indexes the batches below a boundary, which were forced. A damaged one is told as a warning and has no entry; who
   * reads it gets the error, and all others are served (rule C3). From there on the index has the largest timestamp of
   * all, so that no lookup by time passes over the damage.
   *
   * @param segment with an empty index
   * @param limit where they end
   * @param endOffset the offset behind the last of them
   * @param largest the largest timestamp of them; the largest there is if nobody knows: only damage brings it in
   */
  void indexBelow(Segment segment, int limit, long endOffset, LargestTimestamp largest) throws IOException {
    ActiveIndex index = segment.written();
    try (FileChannel channel = disk.open(path, OpenMode.READ)) {
      BatchScan scan = new BatchScan(disk, channel, BatchScan.WINDOW_BYTES);
      DamagedSpan span = new DamagedSpan(segment, scan, limit, endOffset);
      RecordBatch batch = scan.batch();
      int position = 0;
      nextOffset = baseOffset;
      while (position < limit) {
        if (scan.at(position, limit, nextOffset)) {
          index.add((int) (batch.lastOffset() - baseOffset), position, batch.maxTimestamp());
          position += batch.sizeBytes();
          nextOffset = batch.nextOffset();
        } else {
          tally.warn(String.valueOf(span.behind(position, nextOffset).getMessage()));
          position = span.nextPosition();
          nextOffset = span.nextOffset();
          isCut = span.isEndMissing();
          noteLargest(index, largest);
        }
      }
      isCut |= nextOffset < endOffset;
      endPosition = limit;
      nextOffset = endOffset;
      tally.scanned(limit);
    }
  }

  /**
   * Finds the end above a position that was forced.
   *
   * @param from where the walk begins
   * @param fromOffset the offset that is expected there
   * @param index gets the batches
   * @param epochs says which epoch is in force at the begin, and gets those that are newer than all it has
   */
  void findEnd(int from, long fromOffset, ActiveIndex index, EpochList epochs) throws IOException {
    nextOffset = fromOffset;
    endPosition = from;
    try (FileChannel channel = disk.open(path, OpenMode.READ)) {
      long size = Math.min(channel.size(), Integer.MAX_VALUE);
      if (size < from) {
        throw new CorruptException(
            "the log file has " + size + " bytes and " + from + " were forced", FaultLocation.of(path, size), null);
      }
      BatchScan scan = new BatchScan(disk, channel, BatchScan.WINDOW_BYTES);
      RecordBatch batch = scan.batch();
      int leaderEpoch = epochs.epochAt(fromOffset);
      while (endPosition < size
          && scan.at(endPosition, size, nextOffset)
          && batch.leaderEpoch() >= leaderEpoch
          && batch.lastOffset() - baseOffset <= Integer.MAX_VALUE) {
        index.add((int) (batch.lastOffset() - baseOffset), endPosition, batch.maxTimestamp());
        leaderEpoch = batch.leaderEpoch();
        epochs.assign(leaderEpoch, batch.baseOffset());
        nextOffset = batch.nextOffset();
        endPosition += batch.sizeBytes();
        tally.recoveredBatch();
      }
      tally.scanned(size - from);
    }
  }

  private static void noteLargest(ActiveIndex index, LargestTimestamp largest) {
    if (largest.timestampMillis() > index.largestTimestamp()) {
      index.largest(largest);
    }
  }

  /** Whether batches may be missing behind the last that was walked: nothing there ends where all of them should. */
  boolean isCut() {
    return isCut;
  }

  /** The offset behind the last batch that was found. */
  long nextOffset() {
    return nextOffset;
  }

  /** Where it ends. */
  int endPosition() {
    return endPosition;
  }
}
