package io.duolog.kafka.segment;

import io.duolog.kafka.format.CatalogueEntry.SegmentSealed;
import io.duolog.record.RecordBatch;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.FaultLocation;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;

/**
 * Stateless. Builds the index of a sealed segment again from its log file (rule C4). If the log is damaged, the index
 * has its sound batches, and is not the one that the catalogue proves: it is built again whenever it is opened.
 */
final class IndexRebuild {
  private IndexRebuild() {}

  /** Replaces the index files; returns what is in them. */
  static SegmentIndex replace(SegmentFiles files, Path directory, SegmentSealed facts, LogFile log)
      throws IOException {
    ActiveIndex index = built(files, directory, facts, log);
    IndexFiles.replace(files.disk(), directory, facts.baseOffset(), index);
    files.disk().forceDirectory(directory);
    return index;
  }

  private static ActiveIndex built(SegmentFiles files, Path directory, SegmentSealed facts, LogFile log)
      throws IOException {
    log.acquire();
    try {
      while (true) {
        try {
          BatchScan scan = new BatchScan(files.disk(), log.channel(), BatchScan.WINDOW_BYTES);
          ActiveIndex index = new ActiveIndex(facts.baseOffset());
          if (ofHeaders(scan, facts, index) && isSame(facts, index)) {
            return index;
          }
          ActiveIndex sound = new ActiveIndex(facts.baseOffset());
          ofSoundBatches(scan, facts, Segment.active(facts.baseOffset(), directory, files, sound), sound);
          return sound;
        } catch (ClosedByInterruptException e) {
          throw e;
        } catch (ClosedChannelException e) {
          // Somebody else was interrupted in the file: again, on a new channel.
        }
      }
    } finally {
      log.release();
    }
  }

  /** Headers suffice: a damaged payload does not move a batch boundary. False if one of them is none. */
  private static boolean ofHeaders(BatchScan scan, SegmentSealed facts, ActiveIndex index) throws IOException {
    long end = facts.sizeBytes();
    RecordBatch batch = scan.batch();
    for (long position = 0; position < end; position += batch.sizeBytes()) {
      if (!scan.hasFrame(position, end)) {
        return false;
      }
      index.add((int) (batch.lastOffset() - facts.baseOffset()), (int) position, batch.maxTimestamp());
    }
    index.addLargestTime();
    return true;
  }

  private static boolean isSame(SegmentSealed facts, ActiveIndex index) {
    return IndexFiles.offsetMark(index, index.offsetCount()).equals(facts.offsetIndex())
        && IndexFiles.timeMark(index, index.timeCount()).equals(facts.timeIndex());
  }

  /**
   * Goes on behind each damaged batch (rule C3). Nobody knows its timestamps, so the entries behind it have the largest
   * of the segment: no lookup begins behind it that might have to tell of it.
   *
   * @param segment what {@code index} is the index of
   */
  private static void ofSoundBatches(BatchScan scan, SegmentSealed facts, Segment segment, ActiveIndex index)
      throws IOException {
    int end = (int) facts.sizeBytes();
    RecordBatch batch = scan.batch();
    DamagedSpan span = new DamagedSpan(segment, scan, end, facts.nextOffset());
    boolean isDamaged = false;
    int position = 0;
    long expected = facts.baseOffset();
    while (position < end) {
      if (scan.at(position, end, expected)) {
        index.add((int) (batch.lastOffset() - facts.baseOffset()), position, batch.maxTimestamp());
        position += batch.sizeBytes();
        expected = batch.nextOffset();
      } else {
        span.behind(position, expected);
        isDamaged = true;
        index.largest(facts.largest());
        position = span.nextPosition();
        expected = span.nextOffset();
      }
    }
    if (!isDamaged) {
      throw new CorruptException(
          "the index that the log gives is not the one in the catalogue", FaultLocation.of(segment.log().path()), null);
    }
    index.addLargestTime();
  }
}
