package io.duolog.kafka.segment;

import io.duolog.io.file.Disk;
import io.duolog.io.file.OpenMode;
import io.duolog.kafka.format.ActiveMark;
import io.duolog.kafka.format.IndexMark;
import io.duolog.kafka.format.OffsetIndexLayout;
import io.duolog.kafka.format.SegmentName;
import io.duolog.kafka.format.StoreFiles;
import io.duolog.kafka.format.TimeIndexLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stateless. Writes and reads the two index files of a segment. Index files are derived: whatever is wrong with one, it
 * is built again from the log (rule C4).
 */
public final class IndexFiles {
  private static final Logger LOG = LoggerFactory.getLogger(IndexFiles.class);

  private IndexFiles() {}

  /** The bytes of the offset entries in slots {@code from} to below {@code count}. */
  public static ByteBuffer offsetBytes(SegmentIndex index, int from, int count) {
    ByteBuffer bytes = ByteBuffer.allocate((count - from) * OffsetIndexLayout.ENTRY_BYTES);
    for (int slot = from; slot < count; slot++) {
      bytes.putLong(index.offsetEntry(slot));
    }
    return bytes.flip();
  }

  /** The bytes of the time entries in slots {@code from} to below {@code count}. */
  public static ByteBuffer timeBytes(SegmentIndex index, int from, int count) {
    ByteBuffer bytes = ByteBuffer.allocate((count - from) * TimeIndexLayout.ENTRY_BYTES);
    for (int slot = from; slot < count; slot++) {
      bytes.putLong(index.timestamp(slot)).putInt(index.timeOffset(slot));
    }
    return bytes.flip();
  }

  /** What proves the first {@code count} offset entries. */
  public static IndexMark offsetMark(SegmentIndex index, int count) {
    return new IndexMark(count, crc(offsetBytes(index, 0, count)));
  }

  /** What proves the first {@code count} time entries. */
  public static IndexMark timeMark(SegmentIndex index, int count) {
    return new IndexMark(count, crc(timeBytes(index, 0, count)));
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    return (int) crc.getValue();
  }

  /**
   * Makes both files anew, forced, and renames them over whatever stood there. The directory is the caller's to
   * force.
   */
  public static void replace(Disk disk, Path directory, long baseOffset, SegmentIndex index) throws IOException {
    replace(disk, directory.resolve(SegmentName.offsetIndex(baseOffset)), offsetBytes(index, 0, index.offsetCount()));
    replace(disk, directory.resolve(SegmentName.timeIndex(baseOffset)), timeBytes(index, 0, index.timeCount()));
  }

  /**
   * As {@link #replace}, for the segment that will be written on: the time index gets a last entry with the largest
   * timestamp, as Kafka writes it at close. The entry is in the file only and no checksum of ours counts it.
   */
  public static void replaceClosed(Disk disk, Path directory, long baseOffset, ActiveIndex index) throws IOException {
    ByteBuffer times = timeBytes(index, 0, index.timeCount());
    if (index.hasLargerTime()) {
      times = ByteBuffer.allocate(times.remaining() + TimeIndexLayout.ENTRY_BYTES).put(times);
      times.putLong(index.largestTimestamp()).putInt(index.largestTimestampOffset()).flip();
    }
    replace(disk, directory.resolve(SegmentName.offsetIndex(baseOffset)), offsetBytes(index, 0, index.offsetCount()));
    replace(disk, directory.resolve(SegmentName.timeIndex(baseOffset)), times);
  }

  /** Writes entries of both files where they belong, without a force. */
  public static void append(Disk disk, Segment segment, Piece offsets, Piece times) throws IOException {
    Path directory = segment.directory();
    write(
        disk,
        directory.resolve(SegmentName.offsetIndex(segment.baseOffset())),
        offsets.entries(),
        (long) offsets.firstSlot() * OffsetIndexLayout.ENTRY_BYTES);
    write(
        disk,
        directory.resolve(SegmentName.timeIndex(segment.baseOffset())),
        times.entries(),
        (long) times.firstSlot() * TimeIndexLayout.ENTRY_BYTES);
  }

  private static void write(Disk disk, Path file, ByteBuffer entries, long position) throws IOException {
    try (FileChannel channel = disk.open(file, OpenMode.CREATE)) {
      disk.write(channel, entries, position);
    }
  }

  /**
   * Entries of an index file that stand together.
   *
   * @param firstSlot where they stand
   * @param entries their bytes
   */
  public record Piece(int firstSlot, ByteBuffer entries) {}

  private static void replace(Disk disk, Path file, ByteBuffer content) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + StoreFiles.TEMPORARY_SUFFIX);
    boolean isWritten = false;
    try {
      try (FileChannel channel = disk.open(temporary, OpenMode.CREATE)) {
        disk.truncate(channel, 0);
        disk.write(channel, content, 0);
        disk.force(channel, true);
      }
      isWritten = true;
    } finally {
      if (!isWritten) {
        remove(disk, temporary);
      }
    }
    disk.rename(temporary, file);
  }

  /** What a full disk has cut short is not left behind (rule D6); the first fault is the one that counts. */
  private static void remove(Disk disk, Path temporary) {
    try {
      disk.delete(temporary);
    } catch (IOException e) {
      LOG.debug("{} stays until the next attempt: {}", temporary, e.toString());
    }
  }

  /** Whether both files hold exactly what these marks prove. The bytes are read to the heap first (rule E4). */
  static boolean match(Disk disk, Path directory, long baseOffset, IndexMark offsets, IndexMark times)
      throws IOException {
    return matches(disk, directory.resolve(SegmentName.offsetIndex(baseOffset)), OffsetIndexLayout.ENTRY_BYTES, offsets)
        && matches(disk, directory.resolve(SegmentName.timeIndex(baseOffset)), TimeIndexLayout.ENTRY_BYTES, times);
  }

  private static boolean matches(Disk disk, Path file, int entryBytes, IndexMark mark) throws IOException {
    try (FileChannel channel = disk.open(file, OpenMode.READ)) {
      return channel.size() == (long) mark.entryCount() * entryBytes
          && crc(prefix(disk, channel, mark.entryCount() * entryBytes)) == mark.crc();
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static ByteBuffer prefix(Disk disk, FileChannel channel, int sizeBytes) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(sizeBytes);
    disk.read(channel, bytes, 0);
    return bytes.flip();
  }

  /**
   * Loads the proven beginning of both files of the segment that is written on.
   *
   * @return whether the files hold it; if not, {@code target} is not to be used
   */
  public static boolean load(Disk disk, Path directory, ActiveMark mark, ActiveIndex target) throws IOException {
    long baseOffset = mark.baseOffset();
    ByteBuffer offsets;
    ByteBuffer times;
    try (FileChannel first = disk.open(directory.resolve(SegmentName.offsetIndex(baseOffset)), OpenMode.READ);
        FileChannel second = disk.open(directory.resolve(SegmentName.timeIndex(baseOffset)), OpenMode.READ)) {
      offsets = prefix(disk, first, mark.offsetIndex().entryCount() * OffsetIndexLayout.ENTRY_BYTES);
      times = prefix(disk, second, mark.timeIndex().entryCount() * TimeIndexLayout.ENTRY_BYTES);
    } catch (NoSuchFileException e) {
      return false;
    }
    if (!proves(mark.offsetIndex(), offsets, OffsetIndexLayout.ENTRY_BYTES)
        || !proves(mark.timeIndex(), times, TimeIndexLayout.ENTRY_BYTES)) {
      return false;
    }
    while (offsets.hasRemaining()) {
      target.addOffset(offsets.getLong());
    }
    while (times.hasRemaining()) {
      target.addTime(times.getLong(), times.getInt());
    }
    target.largest(mark.largest());
    return true;
  }

  private static boolean proves(IndexMark mark, ByteBuffer bytes, int entryBytes) {
    return bytes.remaining() == mark.entryCount() * entryBytes && crc(bytes) == mark.crc();
  }
}
