package io.duolog.kafka.recovery;

import io.duolog.io.file.FileEntry;
import io.duolog.io.file.OpenMode;
import io.duolog.kafka.format.ActiveMark;
import io.duolog.kafka.format.CatalogueEntry.PartitionCreated;
import io.duolog.kafka.format.CatalogueEntry.SegmentSealed;
import io.duolog.kafka.format.PartitionCheckpoint;
import io.duolog.kafka.format.SegmentName;
import io.duolog.kafka.partition.EpochList;
import io.duolog.kafka.partition.LogParts;
import io.duolog.kafka.partition.PartitionContext;
import io.duolog.kafka.partition.PartsLoader;
import io.duolog.kafka.segment.ActiveIndex;
import io.duolog.kafka.segment.IndexFiles;
import io.duolog.kafka.segment.Segment;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.FaultLocation;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Confined to one load. Loads a partition that was closed: the checkpoint says where the log ends and the catalogue
 * what is sealed, so of the log only the sizes of its files are looked at (rule C6). Damage is told in the log at WARN:
 * the store is open already, and its report made.
 *
 * @param context the store's
 * @param created the partition
 * @param directory its files
 * @param checkpoint what was known of it at the close
 * @param sealed its sealed segments, ascending
 */
record CleanLoading(
    PartitionContext context,
    PartitionCreated created,
    Path directory,
    PartitionCheckpoint checkpoint,
    List<SegmentSealed> sealed)
    implements PartsLoader {
  private static final Logger LOG = LoggerFactory.getLogger(CleanLoading.class);

  @Override
  public LogParts load() throws IOException {
    Tally tally = new Tally();
    LogParts parts = load(tally);
    for (String warning : tally.warnings()) {
      LOG.warn("{}: {}", created.spec().name(), warning);
    }
    return parts;
  }

  private LogParts load(Tally tally) throws IOException {
    Map<Long, Long> sizes = logSizes();
    CutSegments cuts = new CutSegments(context, directory, checkpoint, tally);
    List<Segment> segments = new ArrayList<>();
    for (SegmentSealed facts : sealed) {
      Long sizeBytes = sizes.get(facts.baseOffset());
      requireNotLonger(facts.baseOffset(), sizeBytes, facts.sizeBytes());
      segments.add(cuts.sealed(facts, sizeBytes));
    }
    ActiveMark mark = checkpoint.active();
    Long sizeBytes = sizes.get(mark.baseOffset());
    requireNotLonger(mark.baseOffset(), sizeBytes, mark.position());
    if (mark.position() > (sizeBytes == null ? 0 : sizeBytes)) {
      segments.add(cuts.rolled(mark.baseOffset(), checkpoint.recoveryPoint(), sizeBytes));
      mark = ActiveMark.empty(checkpoint.recoveryPoint());
    }
    segments.add(active(mark, tally));
    new RolledSealing(context, directory, created.incarnation(), cuts).sealAllButLast(segments);
    return new LogParts(
        context,
        created.spec(),
        directory,
        segments,
        new LogParts.FoundEnd(
            checkpoint.recoveryPoint(),
            mark.position(),
            segments.getLast().written(),
            new EpochList(checkpoint.epochs()),
            checkpoint.leaderEpoch(),
            checkpoint));
  }

  /** One listing, no file is opened. */
  private Map<Long, Long> logSizes() throws IOException {
    Map<Long, Long> sizes = new HashMap<>();
    try {
      for (FileEntry entry : context.disk().list(directory)) {
        SegmentName.baseOffsetOfLog(entry.name()).ifPresent(base -> sizes.put(base, entry.sizeBytes()));
      }
    } catch (NoSuchFileException e) {
      throw new CorruptException("the partition's directory is missing", FaultLocation.of(directory), e);
    }
    return sizes;
  }

  private void requireNotLonger(long baseOffset, @Nullable Long sizeBytes, long knownBytes) {
    if (sizeBytes != null && sizeBytes > knownBytes) {
      throw new CorruptException(
          "the log file has " + sizeBytes + " bytes and was closed with " + knownBytes,
          FaultLocation.of(directory.resolve(SegmentName.log(baseOffset))),
          null);
    }
  }

  private Segment active(ActiveMark mark, Tally tally) throws IOException {
    if (mark.position() == 0) { // it may be gone, as no force has needed its name yet
      context.disk().open(directory.resolve(SegmentName.log(mark.baseOffset())), OpenMode.CREATE).close();
    }
    ActiveIndex index = new ActiveIndex(mark.baseOffset());
    if (!IndexFiles.load(context.disk(), directory, mark, index)) {
      index = rebuilt(mark, tally);
    }
    Segment active = Segment.active(mark.baseOffset(), directory, context.files(), index);
    if (mark.position() > 0) {
      active.nameIsDurable();
    }
    return active;
  }

  /** The index of the active segment, built again from its log (rule C4). */
  private ActiveIndex rebuilt(ActiveMark mark, Tally tally) throws IOException {
    SegmentWalk walk = new SegmentWalk(context.disk(), directory, mark.baseOffset(), tally);
    ActiveIndex index = new ActiveIndex(mark.baseOffset());
    Segment segment = Segment.active(mark.baseOffset(), directory, context.files(), index);
    walk.indexBelow(segment, mark.position(), checkpoint.recoveryPoint(), mark.largest());
    IndexFiles.replace(context.disk(), directory, mark.baseOffset(), index);
    context.disk().forceDirectory(directory);
    context.counters().rebuiltIndexFiles.addAndGet(2);
    return index;
  }
}
