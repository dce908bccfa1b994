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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Confined to one recovery. Finds the leader epochs of a sealed segment that no checkpoint covers, in its batches
 * (rules A5, C4). It was sealed after the last checkpoint, so the walk is as long as what was appended since then.
 *
 * <p>A sealed segment was forced: a bad batch in it is damage and not its end (rule C3). It is told as a warning, and
 * the walk goes on behind it.
 */
final class SealedEpochs {
  private final Disk disk;
  private final Tally tally;
  private final EpochSequence sequence;

  /** Adds the epochs that it finds to {@code epochs}, if they are newer than all that the list has. */
  SealedEpochs(Disk disk, Tally tally, EpochList epochs) {
    this.disk = disk;
    this.tally = tally;
    this.sequence = new EpochSequence(epochs);
  }

  /**
   * Walks a segment; they come in the order of their offsets.
   *
   * @param from where the walk begins
   * @param fromOffset the offset that is expected there
   */
  void find(Segment segment, int from, long fromOffset) throws IOException {
    int end = segment.rolledSize();
    int position = from;
    long expected = fromOffset;
    try (FileChannel channel = disk.open(segment.log().path(), OpenMode.READ)) {
      BatchScan scan = new BatchScan(disk, channel, BatchScan.WINDOW_BYTES);
      DamagedSpan span = new DamagedSpan(segment, scan, end, segment.rolledNextOffset());
      RecordBatch batch = scan.batch();
      while (position < end) {
        if (scan.at(position, end, expected)) {
          sequence.take(batch.leaderEpoch(), expected);
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

  /**
   * Ends the walk. The batches behind confirm an epoch that began with the last ones, and are walked on their own.
   *
   * @param next the segment behind, which need not be there
   * @param nextOffset its first offset
   */
  void end(Path next, long nextOffset) throws IOException {
    if (!sequence.isOpenBelow(nextOffset)) {
      return;
    }
    try (FileChannel channel = disk.open(next, OpenMode.READ)) {
      BatchScan scan = new BatchScan(disk, channel, BatchScan.WINDOW_BYTES);
      RecordBatch batch = scan.batch();
      long size = channel.size();
      long position = 0;
      long expected = nextOffset;
      while (sequence.isOpenBelow(nextOffset) && scan.at(position, size, expected)) {
        sequence.take(batch.leaderEpoch(), expected);
        position += batch.sizeBytes();
        expected = batch.nextOffset();
      }
    } catch (NoSuchFileException e) {
      tally.scanned(0); // nothing behind says otherwise
    }
    if (sequence.isOpenBelow(nextOffset)) {
      sequence.end();
    }
  }
}
