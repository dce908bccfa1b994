package io.duolog.kafka.segment;

import io.duolog.io.file.OpenMode;
import io.duolog.kafka.format.CatalogueEntry.SegmentSealed;
import io.duolog.kafka.format.SegmentName;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.FaultLocation;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Thread-safe. One segment of a partition: active, then rolled, then sealed.
 *
 * <p>The end of an active segment belongs to the partition's marks and is not known here. A rolled segment has its
 * end in {@link #rolledSize} and {@link #rolledNextOffset}, which are written before the next segment is published.
 */
public final class Segment {
  private final long baseOffset;
  private final Path directory;
  private final LogFile log;
  private final LogFile forced;
  private final SealedIndexes sealedIndexes;
  private volatile @Nullable ActiveIndex written;
  private volatile @Nullable SegmentSealed sealed;
  private volatile int rolledSize = -1;
  private volatile int storedSize = Integer.MAX_VALUE;
  private volatile long rolledNextOffset = -1;
  private volatile long rolledAppendTimeMillis = -1;
  private volatile boolean isNameDurable;
  private boolean isKeptOpen;

  private Segment(
      long baseOffset,
      Path directory,
      SegmentFiles files,
      @Nullable ActiveIndex written,
      @Nullable SegmentSealed sealed) {
    Path path = directory.resolve(SegmentName.log(baseOffset));
    this.baseOffset = baseOffset;
    this.directory = directory;
    this.log = new LogFile(files.openFiles(), path, sealed == null ? OpenMode.WRITE : OpenMode.READ);
    this.forced = new LogFile(files.openFiles(), path, OpenMode.WRITE);
    this.sealedIndexes = new SealedIndexes(files, directory);
    this.written = written;
    this.sealed = sealed;
  }

  /** A segment that is written, or was rolled and is not sealed yet. */
  public static Segment active(long baseOffset, Path directory, SegmentFiles files, ActiveIndex index) {
    return new Segment(baseOffset, directory, files, index, null);
  }

  /** A sealed segment. */
  public static Segment sealed(SegmentSealed facts, Path directory, SegmentFiles files) {
    Segment segment = new Segment(facts.baseOffset(), directory, files, null, facts);
    segment.rolledSize = (int) facts.sizeBytes();
    segment.rolledNextOffset = facts.nextOffset();
    segment.isNameDurable = true;
    return segment;
  }

  /** Its first offset, which names it. */
  public long baseOffset() {
    return baseOffset;
  }

  /** The partition's directory. */
  public Path directory() {
    return directory;
  }

  /** The log file. */
  public LogFile log() {
    return log;
  }

  /**
   * The log file again, for forces. Its channel is used by the threads that force and by nobody whom a caller might
   * interrupt, so that no interrupt can hide the failure of a force (rule D3).
   */
  public LogFile forced() {
    return forced;
  }

  /**
   * Takes a second lease on the log file, for a holder of one, so that the force of what was written needs no
   * descriptor that might not be there (rule A4). Guarded, as {@link #letClose}, by the partition's marks.
   */
  public void keepOpen() {
    if (!isKeptOpen) {
      isKeptOpen = true;
      log.acquireAgain();
    }
  }

  /** Gives that lease back, if it was taken. */
  public void letClose() {
    if (isKeptOpen) {
      isKeptOpen = false;
      log.release();
    }
  }

  /** The index that grows with the appends, or null once it is sealed. */
  public @Nullable ActiveIndex writtenOrNull() {
    return written;
  }

  /** The index that grows with the appends; only of a segment that is not sealed. */
  public ActiveIndex written() {
    ActiveIndex index = written;
    if (index == null) {
      throw new IllegalStateException("segment " + baseOffset + " is sealed");
    }
    return index;
  }

  /** Notes where the segment ends; nothing is appended to it any more. */
  public void roll(int sizeBytes, long nextOffset, long appendTimeMillis) {
    rolledNextOffset = nextOffset;
    rolledAppendTimeMillis = appendTimeMillis;
    rolledSize = sizeBytes;
  }

  /** The engine's clock at the last append to a rolled segment. */
  public long rolledAppendTimeMillis() {
    return rolledAppendTimeMillis;
  }

  /** Whether the file's name survives a power loss (rule D4). */
  public boolean isNameDurable() {
    return isNameDurable;
  }

  /** Notes that the directory was forced after the file was made. */
  public void nameIsDurable() {
    isNameDurable = true;
  }

  /** Whether nothing is appended any more. */
  public boolean isRolled() {
    return rolledSize >= 0;
  }

  /** Size of a rolled segment. */
  public int rolledSize() {
    return rolledSize;
  }

  /** Notes that the log file of a rolled segment has only so many bytes of it (rule C3). */
  public void cutAt(int sizeBytes) {
    storedSize = sizeBytes;
  }

  /** How many bytes of a rolled segment its log file has: all, unless bytes that were forced are lost. */
  public int storedSize() {
    return Math.min(storedSize, rolledSize);
  }

  /** Whether the log file of a rolled segment is missing, or shorter than what was forced (rule C3). */
  public boolean isCut() {
    return storedSize < rolledSize;
  }

  /** Takes a lease on the log file; false if nothing is left of a rolled segment's. */
  public boolean tryAcquireLog() throws IOException {
    if (isCut() && storedSize == 0) {
      return false;
    }
    try {
      log.acquire();
      return true;
    } catch (NoSuchFileException e) {
      if (isRolled()) {
        return false;
      }
      throw e;
    }
  }

  /**
   * What is told of the offsets of a rolled segment that its log file does not have.
   *
   * @param firstOffset the first of them
   */
  public CorruptException lost(long firstOffset) {
    return new CorruptException(
        "offsets " + firstOffset + " to " + (rolledNextOffset - 1) + " are lost: the log file is missing or cut short",
        FaultLocation.of(log.path(), isCut() ? storedSize : 0),
        null);
  }

  /** The offset behind a rolled segment. */
  public long rolledNextOffset() {
    return rolledNextOffset;
  }

  /** Notes that the catalogue has it; from here on its index files are used. */
  public void seal(SegmentSealed facts) {
    sealed = facts;
    written = null;
  }

  /** What the catalogue says of a sealed segment, or null. */
  public @Nullable SegmentSealed sealedFacts() {
    return sealed;
  }

  /** The largest timestamp of its batches, or -1. */
  public long largestTimestamp() {
    ActiveIndex index = written;
    SegmentSealed facts = sealed;
    if (index != null) {
      return index.largestTimestamp();
    }
    return facts == null ? -1 : facts.largest().timestampMillis();
  }

  /** Last offset of the first batch that carries the largest timestamp. */
  public long largestTimestampOffset() {
    ActiveIndex index = written;
    SegmentSealed facts = sealed;
    if (index != null) {
      return baseOffset + index.largestTimestampOffset();
    }
    return facts == null ? baseOffset : facts.largest().offset();
  }

  /** The index with a lease, which {@link SegmentIndex#release} gives back. A damaged one is built again first. */
  public SegmentIndex acquireIndex() throws IOException {
    ActiveIndex index = written;
    if (index != null) {
      return index;
    }
    SegmentSealed facts = sealed;
    if (facts == null) {
      throw new IllegalStateException("segment " + baseOffset + " has no index");
    }
    return sealedIndexes.acquire(facts, log);
  }

  /** Gives up mappings that were not used since the last call. */
  public void closeIdleIndex() {
    sealedIndexes.closeIdle();
  }

  /** Gives up everything that is mapped. */
  public void close() {
    sealedIndexes.shut();
  }
}
