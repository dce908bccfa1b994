package io.duolog.kafka.partition;

import io.duolog.io.file.Disk;
import io.duolog.kafka.segment.ActiveIndex;
import io.duolog.kafka.segment.IndexFiles;
import io.duolog.kafka.segment.Segment;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Thread-safe; guarded by its monitor, which no append needs. Brings index entries from memory to the index files:
 * appended before each checkpoint that names them, written whole at close and when a segment is sealed.
 */
final class IndexFlush {
  private final Disk disk;
  private final Path directory;
  private long flushedSegment = -1;
  private int flushedOffsets;
  private int flushedTimes;

  IndexFlush(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /** Writes the entries up to a mark, so that a recovery from the mark finds them. Not forced: checksums tell. */
  synchronized void upTo(LogMark mark) throws IOException {
    Segment segment = mark.segment();
    if (segment.isRolled() && segment.sealedFacts() != null) {
      return;
    }
    if (flushedSegment != segment.baseOffset()) {
      flushedSegment = segment.baseOffset();
      flushedOffsets = 0;
      flushedTimes = 0;
    }
    if (mark.offsetCount() > flushedOffsets || mark.timeCount() > flushedTimes || mark.position() == 0) {
      IndexFiles.append(
          disk,
          segment,
          mark.index(),
          new IndexFiles.Range(flushedOffsets, mark.offsetCount()),
          new IndexFiles.Range(flushedTimes, mark.timeCount()));
      flushedOffsets = mark.offsetCount();
      flushedTimes = mark.timeCount();
    }
  }

  /** Writes both files of a rolled segment whole and forced. */
  synchronized void replace(Segment segment, ActiveIndex index) throws IOException {
    IndexFiles.replace(disk, directory, segment.baseOffset(), index);
  }

  /**
   * Writes both files of the active segment whole and forced, with the closing entry that Kafka adds to the time
   * index.
   */
  synchronized void close(LogMark end) throws IOException {
    IndexFiles.replaceClosed(disk, directory, end.segment().baseOffset(), end.index());
    flushedSegment = -1;
  }
}
