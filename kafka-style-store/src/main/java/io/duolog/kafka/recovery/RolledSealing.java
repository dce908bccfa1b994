package io.duolog.kafka.recovery;

import io.duolog.io.file.OpenMode;
import io.duolog.kafka.format.CatalogueEntry.SegmentSealed;
import io.duolog.kafka.partition.PartitionContext;
import io.duolog.kafka.segment.ActiveIndex;
import io.duolog.kafka.segment.IndexFiles;
import io.duolog.kafka.segment.Segment;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Confined to one load or recovery. Seals what was full, or cut short, and is not in the catalogue yet. */
final class RolledSealing {
  private final PartitionContext context;
  private final Path directory;
  private final long incarnation;
  private final CutSegments cuts;

  RolledSealing(PartitionContext context, Path directory, long incarnation, CutSegments cuts) {
    this.context = context;
    this.directory = directory;
    this.incarnation = incarnation;
    this.cuts = cuts;
  }

  /** Seals all but the last, which is written on. */
  void sealAllButLast(List<Segment> segments) throws IOException {
    List<SegmentSealed> facts = new ArrayList<>();
    List<Segment> rolled = new ArrayList<>();
    for (int i = 0; i < segments.size() - 1; i++) {
      Segment segment = segments.get(i);
      if (segment.sealedFacts() == null) {
        rolled.add(segment);
        facts.add(facts(segment, segments.get(i + 1).baseOffset()));
      }
    }
    if (facts.isEmpty()) {
      return;
    }
    context.disk().forceDirectory(directory);
    context.catalogue().append(facts);
    for (int i = 0; i < rolled.size(); i++) {
      rolled.get(i).roll((int) facts.get(i).sizeBytes(), facts.get(i).nextOffset(), facts.get(i).appendTimeMillis());
      rolled.get(i).seal(facts.get(i));
    }
  }

  private SegmentSealed facts(Segment segment, long nextOffset) throws IOException {
    ActiveIndex index = segment.written();
    index.addLargestTime();
    IndexFiles.replace(context.disk(), directory, segment.baseOffset(), index);
    return new SegmentSealed(
        incarnation,
        segment.baseOffset(),
        nextOffset,
        sizeBytes(segment),
        cuts.largestTimestamp(segment, nextOffset),
        context.clock().currentTimeMillis(),
        IndexFiles.offsetMark(index, index.offsetCount()),
        IndexFiles.timeMark(index, index.timeCount()));
  }

  private long sizeBytes(Segment segment) throws IOException {
    if (segment.isCut()) {
      return segment.rolledSize();
    }
    try (FileChannel channel = context.disk().open(segment.log().path(), OpenMode.READ)) {
      return channel.size();
    }
  }
}
