package io.duolog.kafka.segment;

import io.duolog.io.file.Disk;
import io.duolog.kafka.format.CatalogueEntry.SegmentSealed;
import io.duolog.record.RecordBatch;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.FaultLocation;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;

/** Stateless. Builds the index of a sealed segment again from its log file (rule C4). */
final class IndexRebuild {
  private IndexRebuild() {}

  static void replace(Disk disk, Path directory, SegmentSealed facts, LogFile log) throws IOException {
    ActiveIndex index = built(disk, facts, log);
    index.addLargestTime();
    requireSame(facts, index, log.path());
    IndexFiles.replace(disk, directory, facts.baseOffset(), index);
    disk.forceDirectory(directory);
  }

  private static ActiveIndex built(Disk disk, SegmentSealed facts, LogFile log) throws IOException {
    log.acquire();
    try {
      while (true) {
        ActiveIndex index = new ActiveIndex(facts.baseOffset());
        try {
          scan(new BatchScan(disk, log.channel(), BatchScan.WINDOW_BYTES), facts, log.path(), index);
          return index;
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

  /** Headers suffice: a damaged payload does not move a batch boundary. */
  private static void scan(BatchScan scan, SegmentSealed facts, Path path, ActiveIndex index) throws IOException {
    long end = facts.sizeBytes();
    RecordBatch batch = scan.batch();
    for (long position = 0; position < end; position += batch.sizeBytes()) {
      if (!scan.header(position, end) || batch.sizeBytes() < 1 || batch.sizeBytes() > end - position) {
        throw new CorruptException(
            "the index cannot be built again: " + scan.problem(), FaultLocation.of(path, position), null);
      }
      index.add((int) (batch.lastOffset() - facts.baseOffset()), (int) position, batch.maxTimestamp());
    }
  }

  private static void requireSame(SegmentSealed facts, ActiveIndex index, Path path) throws IOException {
    if (!IndexFiles.offsetMark(index, index.offsetCount()).equals(facts.offsetIndex())
        || !IndexFiles.timeMark(index, index.timeCount()).equals(facts.timeIndex())) {
      throw new CorruptException(
          "the index that the log gives is not the one in the catalogue", FaultLocation.of(path), null);
    }
  }
}
