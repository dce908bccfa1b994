package io.duolog.kafka.recovery;

import io.duolog.io.file.Disk;
import io.duolog.io.file.OpenMode;
import io.duolog.kafka.partition.EpochList;
import io.duolog.kafka.segment.BatchScan;
import io.duolog.kafka.segment.DamagedSpan;
import io.duolog.kafka.segment.Segment;
import io.duolog.record.RecordBatch;
import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * Confined to one recovery. Finds the leader epochs of a sealed segment that no checkpoint covers, in its batches
 * (rules A5, C4). It was sealed after the last checkpoint, so the walk is as long as what was appended since then.
 *
 * <p>A sealed segment was forced: a bad batch in it is damage and not its end (rule C3). It is told as a warning, and
 * the walk goes on behind it.
 */
final class SealedEpochs {
  private final Disk disk;
  private final Segment segment;
  private final Tally tally;

  SealedEpochs(Disk disk, Segment segment, Tally tally) {
    this.disk = disk;
    this.segment = segment;
    this.tally = tally;
  }

  /**
   * Adds the epochs that are newer than all that the list has.
   *
   * @param from where the walk begins
   * @param fromOffset the offset that is expected there
   */
  void find(int from, long fromOffset, EpochList epochs) throws IOException {
    int end = segment.rolledSize();
    int position = from;
    long expected = fromOffset;
    try (FileChannel channel = disk.open(segment.log().path(), OpenMode.READ)) {
      BatchScan scan = new BatchScan(disk, channel, BatchScan.WINDOW_BYTES);
      DamagedSpan span = new DamagedSpan(segment, scan, end, segment.rolledNextOffset());
      RecordBatch batch = scan.batch();
      while (position < end) {
        if (scan.at(position, end, expected)) {
          epochs.assign(batch.leaderEpoch(), expected);
          position += batch.sizeBytes();
          expected = batch.nextOffset();
        } else {
          tally.warn(String.valueOf(span.behind(position, expected).getMessage()));
          position = span.nextPosition();
          expected = span.nextOffset();
        }
      }
    }
    tally.scanned(end - from);
  }
}
