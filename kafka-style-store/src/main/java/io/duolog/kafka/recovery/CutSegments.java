package io.duolog.kafka.recovery;

import io.duolog.kafka.format.ActiveMark;
import io.duolog.kafka.format.CatalogueEntry.SegmentSealed;
import io.duolog.kafka.format.LargestTimestamp;
import io.duolog.kafka.format.PartitionCheckpoint;
import io.duolog.kafka.partition.PartitionContext;
import io.duolog.kafka.segment.ActiveIndex;
import io.duolog.kafka.segment.IndexFiles;
import io.duolog.kafka.segment.Segment;
import io.duolog.record.RecordBatchLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Confined to one load or recovery. Segments whose log file is missing, or shorter than what was forced (rule C3). Such
 * a segment keeps its place as a sealed one of the size that it had: what is left of it is served, what is lost is told
 * by every later opening too, and the log goes on in a segment of its own.
 */
final class CutSegments {
  private static final long UNKNOWN_TIMESTAMP = Long.MAX_VALUE;

  private final PartitionContext context;
  private final Path directory;
  private final PartitionCheckpoint checkpoint;
  private final Tally tally;

  CutSegments(PartitionContext context, Path directory, PartitionCheckpoint checkpoint, Tally tally) {
    this.context = context;
    this.directory = directory;
    this.checkpoint = checkpoint;
    this.tally = tally;
  }

  /**
   * A segment that the catalogue has.
   *
   * @param foundBytes size of its log file, at most what the catalogue says; null if there is none
   */
  Segment sealed(SegmentSealed facts, @Nullable Long foundBytes) {
    Segment segment = Segment.sealed(facts, directory, context.files());
    long found = foundBytes == null ? 0 : foundBytes;
    if (found < facts.sizeBytes()) {
      cut(segment, (int) found);
    }
    return segment;
  }

  private void cut(Segment segment, int foundBytes) {
    segment.cutAt(foundBytes);
    tally.warn(
        segment.log().path() + " has " + foundBytes + " of " + segment.rolledSize()
            + " bytes that were forced; it reaches to offset " + (segment.rolledNextOffset() - 1));
  }

  /**
   * Where a segment that the catalogue does not have should end, if it was forced and its file is missing, or is the
   * one in which the recovery point lies and ends before it. Empty also if other files contradict that.
   *
   * @param sizes of the log files that are there
   */
  OptionalLong end(long baseOffset, NavigableMap<Long, Long> sizes) {
    ActiveMark mark = checkpoint.active();
    long recoveryPoint = checkpoint.recoveryPoint();
    if (baseOffset > mark.baseOffset() || baseOffset >= recoveryPoint || !checkpoint.isPositionKnown()) {
      return OptionalLong.empty();
    }
    Long found = sizes.get(baseOffset);
    Long behind = sizes.higherKey(baseOffset);
    if (baseOffset < mark.baseOffset()) {
      long end = behind == null ? mark.baseOffset() : Math.min(behind, mark.baseOffset());
      return found == null ? OptionalLong.of(end) : OptionalLong.empty();
    }
    boolean isWhole = found != null && found >= mark.position();
    boolean isContradicted = behind != null && behind < recoveryPoint;
    return isWhole || isContradicted
        ? OptionalLong.empty()
        : OptionalLong.of(behind == null ? recoveryPoint : behind);
  }

  /**
   * A segment of which {@link #end} says where it should end, to be sealed.
   *
   * @param foundBytes size of its log file; null if there is none
   */
  Segment rolled(long baseOffset, long nextOffset, @Nullable Long foundBytes) throws IOException {
    ActiveMark mark = checkpoint.active();
    ActiveIndex index = new ActiveIndex(baseOffset);
    boolean isActive = baseOffset == mark.baseOffset();
    boolean isIndexed = isActive && IndexFiles.load(context.disk(), directory, mark, index);
    index = isIndexed ? index : new ActiveIndex(baseOffset);
    Segment segment = Segment.active(baseOffset, directory, context.files(), index);
    int sizeBytes = isActive ? mark.position() : RecordBatchLayout.HEADER_SIZE_BYTES;
    if (foundBytes != null && foundBytes > 0 && !isIndexed) {
      LargestTimestamp largest = isActive ? mark.largest() : LargestTimestamp.none(baseOffset);
      new SegmentWalk(context.disk(), directory, baseOffset, tally).indexBelow(segment, sizeBytes, nextOffset, largest);
    }
    segment.roll(sizeBytes, nextOffset, mark.appendTimeMillis());
    cut(segment, foundBytes == null ? 0 : (int) (long) foundBytes);
    return segment;
  }

  /** A segment that was walked as a whole, and whose last batches were forced and are not in its file: at least one. */
  void rolledShort(Segment segment, int foundBytes, long nextOffset) {
    int sizeBytes = (int) Math.min(Integer.MAX_VALUE, (long) foundBytes + RecordBatchLayout.HEADER_SIZE_BYTES);
    segment.roll(sizeBytes, nextOffset, checkpoint.active().appendTimeMillis());
    cut(segment, foundBytes);
  }

  /** The largest timestamp of a segment to be sealed: the largest there is where batches are lost and nothing tells. */
  LargestTimestamp largestTimestamp(Segment segment, long nextOffset) {
    if (!segment.isCut()) {
      return segment.written().largest();
    }
    ActiveMark mark = checkpoint.active();
    boolean isKnown = segment.baseOffset() == mark.baseOffset() && nextOffset == checkpoint.recoveryPoint();
    return isKnown ? mark.largest() : unknownTimestamp(nextOffset);
  }

  /** The largest timestamp of a segment of which batches are damaged or lost, and nothing tells. */
  static LargestTimestamp unknownTimestamp(long nextOffset) {
    return new LargestTimestamp(UNKNOWN_TIMESTAMP, nextOffset - 1);
  }
}
