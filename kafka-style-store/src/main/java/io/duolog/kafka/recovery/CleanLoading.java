package io.duolog.kafka.recovery;

import io.duolog.io.file.Disk;
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
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Confined to one load. Loads a partition that was closed: the checkpoint says where the log ends and the catalogue
 * what is sealed, so of the log only the sizes of its files are looked at (rule C6).
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
  @Override
  public LogParts load() throws IOException {
    ActiveMark mark = checkpoint.active();
    requireSize(mark);
    requireSealed();
    ActiveIndex index = new ActiveIndex(mark.baseOffset());
    if (!IndexFiles.load(context.disk(), directory, mark, index)) {
      index = rebuilt(mark);
    }
    List<Segment> segments = new ArrayList<>();
    sealed.forEach(facts -> segments.add(Segment.sealed(facts, directory, context.files())));
    Segment active = Segment.active(mark.baseOffset(), directory, context.files(), index);
    if (mark.position() > 0) {
      active.nameIsDurable();
    }
    segments.add(active);
    return new LogParts(
        context,
        created.spec(),
        directory,
        segments,
        new LogParts.FoundEnd(
            checkpoint.recoveryPoint(),
            mark.position(),
            index,
            new EpochList(checkpoint.epochs()),
            checkpoint.leaderEpoch(),
            checkpoint));
  }

  private void requireSize(ActiveMark mark) throws IOException {
    Path path = directory.resolve(SegmentName.log(mark.baseOffset()));
    Disk disk = context.disk();
    try (FileChannel channel = disk.open(path, OpenMode.READ)) {
      if (channel.size() != mark.position()) {
        throw new CorruptException(
            "the log file has " + channel.size() + " bytes and was closed with " + mark.position(),
            FaultLocation.of(path),
            null);
      }
    } catch (NoSuchFileException e) {
      if (mark.position() > 0) {
        throw new CorruptException("the log file is missing", FaultLocation.of(path), e);
      }
      disk.open(path, OpenMode.CREATE).close(); // empty, and no force has needed its name yet
    }
  }

  /** Sealed files are there with the sizes that the catalogue has: one listing, no file is opened. */
  private void requireSealed() throws IOException {
    if (sealed.isEmpty()) {
      return;
    }
    Map<String, Long> sizes = new HashMap<>();
    context.disk().list(directory).forEach(entry -> sizes.put(entry.name(), entry.sizeBytes()));
    for (SegmentSealed facts : sealed) {
      String name = SegmentName.log(facts.baseOffset());
      Long sizeBytes = sizes.get(name);
      if (sizeBytes == null || sizeBytes != facts.sizeBytes()) {
        throw new CorruptException(
            "a sealed segment " + (sizeBytes == null ? "is missing" : "has " + sizeBytes + " bytes")
                + "; the catalogue has " + facts.sizeBytes(),
            FaultLocation.of(directory.resolve(name)),
            null);
      }
    }
  }

  /** The index of the active segment, built again from its log (rule C4). */
  private ActiveIndex rebuilt(ActiveMark mark) throws IOException {
    SegmentWalk walk = new SegmentWalk(context.disk(), directory, mark.baseOffset(), new Tally());
    ActiveIndex index = new ActiveIndex(mark.baseOffset());
    Segment segment = Segment.active(mark.baseOffset(), directory, context.files(), index);
    walk.indexBelow(segment, mark.position(), checkpoint.recoveryPoint());
    IndexFiles.replace(context.disk(), directory, mark.baseOffset(), index);
    context.disk().forceDirectory(directory);
    context.counters().rebuiltIndexFiles.addAndGet(2);
    return index;
  }
}
