package io.duolog.kafka.partition;

import io.duolog.io.file.Disk;
import io.duolog.kafka.format.ActiveMark;
import io.duolog.kafka.format.IndexMark;
import io.duolog.kafka.segment.ActiveIndex;
import io.duolog.kafka.segment.IndexFiles;
import io.duolog.kafka.segment.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Thread-safe; guarded by its monitor, which no append needs. Brings index entries from memory to the index files:
 * appended before each checkpoint that names them, written whole at close and when a segment is sealed.
 */
final class IndexFlush {
  private final Disk disk;
  private final Path directory;
  private final CRC32C offsetsCrc = new CRC32C();
  private final CRC32C timesCrc = new CRC32C();
  private long flushedSegment = -1;
  private int flushedOffsets;
  private int flushedTimes;

  IndexFlush(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /**
   * Writes the entries up to a mark, so that a recovery from the mark finds them. Not forced: the checksums tell, which
   * grow with the entries and cover all from the first on.
   *
   * @param mark at or above the one of the last call, unless it is in another segment
   * @return the mark as it goes to the checkpoint
   */
  synchronized ActiveMark upTo(LogMark mark) throws IOException {
    Segment segment = mark.segment();
    if (flushedSegment != segment.baseOffset()) {
      flushedSegment = segment.baseOffset();
      flushedOffsets = 0;
      flushedTimes = 0;
      offsetsCrc.reset();
      timesCrc.reset();
    }
    if (mark.offsetCount() > flushedOffsets || mark.timeCount() > flushedTimes || mark.position() == 0) {
      flush(mark);
    }
    return mark.toActiveMark(
        new IndexMark(flushedOffsets, (int) offsetsCrc.getValue()),
        new IndexMark(flushedTimes, (int) timesCrc.getValue()));
  }

  private void flush(LogMark mark) throws IOException {
    ByteBuffer offsets = IndexFiles.offsetBytes(mark.index(), flushedOffsets, mark.offsetCount());
    ByteBuffer times = IndexFiles.timeBytes(mark.index(), flushedTimes, mark.timeCount());
    if (mark.segment().sealedFacts() == null) {
      IndexFiles.append(
          disk,
          mark.segment(),
          new IndexFiles.Piece(flushedOffsets, offsets.duplicate()),
          new IndexFiles.Piece(flushedTimes, times.duplicate()));
    }
    offsetsCrc.update(offsets);
    timesCrc.update(times);
    flushedOffsets = mark.offsetCount();
    flushedTimes = mark.timeCount();
  }

  /** Writes both files of a rolled segment whole and forced. */
  synchronized void replace(Segment segment, ActiveIndex index) throws IOException {
    IndexFiles.replace(disk, directory, segment.baseOffset(), index);
  }

  /** Writes both files of the active segment whole and forced, with the entry that Kafka adds to the times at close. */
  synchronized void close(LogMark end) throws IOException {
    IndexFiles.replaceClosed(disk, directory, end.segment().baseOffset(), end.index());
  }
}
