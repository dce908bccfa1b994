package io.duolog.kafka.recovery;

import io.duolog.io.file.Disk;
import io.duolog.io.file.FileEntry;
import io.duolog.io.file.OpenMode;
import io.duolog.kafka.format.ActiveMark;
import io.duolog.kafka.format.CatalogueEntry.PartitionCreated;
import io.duolog.kafka.format.CatalogueEntry.SegmentSealed;
import io.duolog.kafka.format.PartitionCheckpoint;
import io.duolog.kafka.format.PartitionMetadataText;
import io.duolog.kafka.format.SegmentName;
import io.duolog.kafka.format.StoreFiles;
import io.duolog.kafka.partition.EpochList;
import io.duolog.kafka.partition.LogParts;
import io.duolog.kafka.partition.PartitionContext;
import io.duolog.kafka.segment.ActiveIndex;
import io.duolog.kafka.segment.IndexFiles;
import io.duolog.kafka.segment.Segment;
import io.duolog.kafka.store.TextFiles;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.UnsupportedFormatException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Confined to the opening of a store. Recovers one partition after a crash (rules C1 to C5): sealed segments are
 * taken as the catalogue has them, the others are walked from the recovery point, cut at the first bad byte, forced,
 * and get new index files; those that are full are sealed. Every step leaves a state that the next recovery ends in
 * the same way.
 */
final class PartitionRecovery {
  private final PartitionContext context;
  private final PartitionCreated created;
  private final Path directory;
  private final PartitionCheckpoint checkpoint;
  private final Tally tally;
  private final List<Segment> segments = new ArrayList<>();
  private final EpochList epochs;
  private final CutSegments cuts;

  PartitionRecovery(
      PartitionContext context, PartitionCreated created, Path directory, PartitionCheckpoint checkpoint, Tally tally) {
    this.context = context;
    this.created = created;
    this.directory = directory;
    this.checkpoint = checkpoint;
    this.tally = tally;
    this.epochs = new EpochList(checkpoint.epochs());
    this.cuts = new CutSegments(context, directory, checkpoint, tally);
  }

  LogParts recover(List<SegmentSealed> sealed) throws IOException {
    NavigableMap<Long, Long> sizes = logSizes();
    restoreMetadata();
    long next = checkpoint.logStart();
    SealedEpochs sealedEpochs = new SealedEpochs(context.disk(), tally, epochs);
    for (SegmentSealed facts : sealed) {
      Long sizeBytes = sizes.remove(facts.baseOffset());
      requireOurs(facts, sizeBytes);
      Segment segment = cuts.sealed(facts, sizeBytes);
      segments.add(segment);
      findEpochs(segment, sealedEpochs);
      next = facts.nextOffset();
    }
    sealedEpochs.end(directory.resolve(SegmentName.log(next)), next);
    Found found = walk(sizes, next);
    new RolledSealing(context, directory, created.incarnation(), cuts).sealAllButLast(segments);
    context.disk().forceDirectory(directory);
    return parts(found);
  }

  /** The checkpoint has the epochs below its recovery point only; the segment may have been sealed later (rule A5). */
  private void findEpochs(Segment segment, SealedEpochs found) throws IOException {
    if (segment.rolledNextOffset() > checkpoint.epochsEndOffset() && segment.storedSize() > 0) {
      ActiveMark mark = checkpoint.active();
      boolean isBegun = mark.baseOffset() == segment.baseOffset() && mark.position() > 0;
      found.find(
          segment, isBegun ? mark.position() : 0, isBegun ? checkpoint.recoveryPoint() : segment.baseOffset());
    }
  }

  /** The metadata were not forced when the partition was made (rule C4). */
  private void restoreMetadata() throws IOException {
    TextFiles texts = new TextFiles(context.disk());
    Path metadata = directory.resolve(StoreFiles.PARTITION_METADATA);
    byte[] wanted = PartitionMetadataText.encode(created.spec().identity().topicId());
    if (!Arrays.equals(wanted, texts.read(metadata).orElse(null))) {
      texts.replace(metadata, wanted);
      tally.rebuilt(1);
    }
  }

  /** Sizes of the log files by base offset; temporary files go. */
  private NavigableMap<Long, Long> logSizes() throws IOException {
    NavigableMap<Long, Long> sizes = new TreeMap<>();
    for (FileEntry entry : entries()) {
      OptionalLong baseOffset = SegmentName.baseOffsetOfLog(entry.name());
      if (baseOffset.isPresent()) {
        sizes.put(baseOffset.getAsLong(), entry.sizeBytes());
      } else if (entry.name().endsWith(StoreFiles.TEMPORARY_SUFFIX)) {
        context.disk().delete(directory.resolve(entry.name()));
      }
    }
    return sizes;
  }

  private List<FileEntry> entries() throws IOException {
    try {
      return context.disk().list(directory);
    } catch (NoSuchFileException e) {
      throw new CorruptException("the partition's directory is missing", FaultLocation.of(directory), e);
    }
  }

  /** Nobody but somebody else has written on it; what is missing is damage (rules F3, C3). */
  private void requireOurs(SegmentSealed facts, @Nullable Long sizeBytes) {
    if (sizeBytes != null && sizeBytes > facts.sizeBytes()) {
      throw new UnsupportedFormatException(
          "a sealed segment has " + sizeBytes + " bytes where the catalogue has " + facts.sizeBytes()
              + "; somebody else wrote it: adopt=true takes the directory over",
          FaultLocation.of(directory.resolve(SegmentName.log(facts.baseOffset()))),
          null);
    }
  }

  /** Walks the segments that are not sealed; the last of them becomes the active one. */
  private Found walk(NavigableMap<Long, Long> sizes, long firstBase) throws IOException {
    long expected = firstBase;
    Found found = null;
    Map.Entry<Long, Long> torn = null;
    boolean isEnd = false;
    while (!isEnd) {
      OptionalLong cutEnd = cuts.end(expected, sizes);
      if (cutEnd.isPresent()) {
        segments.add(cuts.rolled(expected, cutEnd.getAsLong(), sizes.remove(expected)));
        expected = cutEnd.getAsLong();
        found = null;
      } else if (sizes.isEmpty() || sizes.firstKey() != expected) {
        isEnd = true;
      } else {
        Map.Entry<Long, Long> file = sizes.pollFirstEntry();
        found = walk(file.getKey(), file.getValue(), sizes);
        torn = found.position() < file.getValue() ? file : null;
        isEnd = torn != null || found.offset() == expected;
        expected = found.offset();
      }
    }
    requireDiscardable(expected, sizes);
    discard(sizes);
    if (found != null && torn != null) {
      cut(torn.getKey(), found.position(), torn.getValue());
    }
    return found == null ? makeFirst(expected) : found;
  }

  private Found walk(long base, long sizeBytes, NavigableMap<Long, Long> sizes) throws IOException {
    long marked = checkpoint.active().baseOffset();
    long end = base < marked ? marked : Long.MAX_VALUE;
    long behind = sizes.isEmpty() ? end : Math.min(end, sizes.firstKey());
    Found found = isForced(base, behind) ? walkForced(base, sizeBytes, behind) : walkOne(base);
    boolean goesOn = sizes.containsKey(found.offset()) || cuts.end(found.offset(), sizes).isPresent();
    requireForced(base, found, found.position() < sizeBytes || !goesOn);
    return found;
  }

  /** Removes what lies behind the end, durably before a cut would join it to the log (rule C1). */
  private void discard(NavigableMap<Long, Long> sizes) throws IOException {
    for (Map.Entry<Long, Long> file : sizes.descendingMap().entrySet()) {
      discard(file.getKey(), file.getValue());
    }
    if (!sizes.isEmpty()) {
      context.disk().forceDirectory(directory);
    }
  }

  /** Nothing is removed of a log that does not reach its recovery point, nor what was forced (rule C3). */
  private void requireDiscardable(long end, NavigableMap<Long, Long> sizes) {
    if (end < checkpoint.recoveryPoint()) {
      throw new CorruptException(
          "no segment begins at " + end + ", the recovery point is " + checkpoint.recoveryPoint(),
          FaultLocation.of(directory),
          null);
    }
    if (!sizes.isEmpty() && sizes.firstKey() < checkpoint.recoveryPoint()) {
      throw new CorruptException(
          "a segment does not join the log, and the recovery point is " + checkpoint.recoveryPoint(),
          FaultLocation.of(directory.resolve(SegmentName.log(sizes.firstKey()))),
          null);
    }
  }

  /**
   * Whether a segment that was rolled and not sealed lies below the recovery point as a whole, with known epochs.
   */
  private boolean isForced(long base, long behind) {
    return base < checkpoint.active().baseOffset() && behind <= checkpoint.epochsEndOffset();
  }

  /** Takes a segment as a whole: where it was damaged, the rest of it and of the partition is served (rule C3). */
  private Found walkForced(long base, long sizeBytes, long behind) throws IOException {
    ActiveIndex index = new ActiveIndex(base);
    Segment segment = Segment.active(base, directory, context.files(), index);
    int end = Math.toIntExact(sizeBytes);
    SegmentWalk walk = new SegmentWalk(context.disk(), directory, base, tally);
    walk.indexBelow(segment, end, behind, CutSegments.unknownTimestamp(behind));
    if (walk.isCut()) {
      cuts.rolledShort(segment, end, behind);
    }
    segments.add(segment);
    TailRewrite.force(context.disk(), segment.log().path(), 0, end);
    IndexFiles.replace(context.disk(), directory, base, index);
    return new Found(behind, end, index);
  }

  private Found walkOne(long base) throws IOException {
    SegmentWalk walk = new SegmentWalk(context.disk(), directory, base, tally);
    ActiveMark mark = checkpoint.active();
    ActiveIndex index = new ActiveIndex(base);
    int from = 0;
    long fromOffset = base;
    if (mark.baseOffset() == base && mark.position() > 0) {
      from = mark.position();
      fromOffset = checkpoint.recoveryPoint();
      if (!IndexFiles.load(context.disk(), directory, mark, index)) {
        index = new ActiveIndex(base);
        Segment segment = Segment.active(base, directory, context.files(), index);
        walk.indexBelow(segment, from, fromOffset, mark.largest());
        tally.rebuilt(2);
      }
    }
    walk.findEnd(from, fromOffset, index, epochs);
    Segment found = Segment.active(base, directory, context.files(), index);
    segments.add(found);
    TailRewrite.force(context.disk(), found.log().path(), from, walk.endPosition());
    IndexFiles.replace(context.disk(), directory, base, index);
    return new Found(walk.nextOffset(), walk.endPosition(), index);
  }

  /** Everything below the recovery point was forced, so a log that ends there is damaged, not torn (rule C3). */
  private void requireForced(long base, Found found, boolean isEnd) {
    if (isEnd && found.offset() < checkpoint.recoveryPoint()) {
      throw new CorruptException(
          "the log ends at offset " + found.offset() + ", below the recovery point " + checkpoint.recoveryPoint(),
          FaultLocation.of(directory.resolve(SegmentName.log(base)), found.position()),
          null);
    }
  }

  /** Makes the active segment where a crash left none. */
  private Found makeFirst(long base) throws IOException {
    try (FileChannel channel = context.disk().open(directory.resolve(SegmentName.log(base)), OpenMode.CREATE)) {
      context.disk().force(channel, true);
    }
    ActiveIndex index = new ActiveIndex(base);
    segments.add(Segment.active(base, directory, context.files(), index));
    IndexFiles.replace(context.disk(), directory, base, index);
    return new Found(base, 0, index);
  }

  /** Cuts a torn tail, durably (rule C2). */
  private void cut(long base, int position, long sizeBytes) throws IOException {
    Disk disk = context.disk();
    Path path = directory.resolve(SegmentName.log(base));
    try (FileChannel channel = disk.open(path, OpenMode.WRITE)) {
      disk.truncate(channel, position);
      disk.force(channel, true);
    }
    tally.discarded(sizeBytes - position);
    tally.warn(path + " was cut from " + sizeBytes + " to " + position + " bytes");
  }

  /** Removes a segment behind the end that was found. */
  private void discard(long base, long sizeBytes) throws IOException {
    context.disk().delete(directory.resolve(SegmentName.log(base)));
    deleteIfThere(SegmentName.offsetIndex(base));
    deleteIfThere(SegmentName.timeIndex(base));
    tally.discarded(sizeBytes);
    tally.warn(directory.resolve(SegmentName.log(base)) + " of " + sizeBytes + " bytes lay behind the end");
  }

  private void deleteIfThere(String name) throws IOException {
    new TextFiles(context.disk()).deleteIfThere(directory.resolve(name));
  }

  private LogParts parts(Found found) {
    segments.getLast().nameIsDurable();
    int leaderEpoch = Math.max(checkpoint.leaderEpoch(), epochs.epochAt(Long.MAX_VALUE));
    return new LogParts(
        context,
        created.spec(),
        directory,
        segments,
        new LogParts.FoundEnd(found.offset(), found.position(), found.index(), epochs, leaderEpoch, checkpoint));
  }

  /**
   * Where a segment was found to end.
   *
   * @param offset the offset behind its last batch
   * @param position where that ends
   * @param index its index
   */
  private record Found(long offset, int position, ActiveIndex index) {}
}
