package io.duolog.kafka.partition;

import io.duolog.kafka.format.PartitionCheckpoint;
import io.duolog.kafka.segment.ActiveIndex;
import io.duolog.kafka.segment.Segment;
import io.duolog.storage.PartitionSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * What a loaded partition consists of: shared by the classes that append, force, read and close it. Thread-safe as its
 * parts are; the leader epoch is guarded by the append lock.
 */
public final class LogParts {
  final PartitionContext context;
  final PartitionSpec spec;
  final Path directory;
  final SegmentList segments;
  final LogMarks marks;
  final EpochList epochs;
  final PendingAcks acks = new PendingAcks();
  final Failure failure;
  final AdvanceNotice notice;
  volatile int leaderEpoch;

  /**
   * A partition as it was found.
   *
   * @param segments all segments, the active one last
   * @param end the log end, everything below which is forced
   */
  public LogParts(PartitionContext context, PartitionSpec spec, Path directory, List<Segment> segments, FoundEnd end) {
    this.context = context;
    this.spec = spec;
    this.directory = directory;
    this.segments = new SegmentList(segments);
    PartitionCheckpoint checkpoint = end.checkpoint();
    LogMark mark =
        new LogMark(
            end.offset(),
            segments.getLast(),
            end.index(),
            end.position(),
            checkpoint.active().appendTimeMillis());
    this.marks =
        new LogMarks(mark, checkpoint.logStart(), Math.min(checkpoint.highWatermark(), end.offset()));
    this.epochs = end.epochs();
    this.leaderEpoch = end.leaderEpoch();
    this.failure = new Failure(this);
    this.notice = new AdvanceNotice(context.listeners(), marks);
  }

  /**
   * Where the log was found to end.
   *
   * @param offset the offset that the next batch gets
   * @param position the end in the active segment
   * @param index the active segment's index up to there
   * @param epochs leader epochs up to there
   * @param leaderEpoch the partition's leader epoch
   * @param checkpoint the rest: log start, high watermark, change epoch
   */
  public record FoundEnd(
      long offset,
      int position,
      ActiveIndex index,
      EpochList epochs,
      int leaderEpoch,
      PartitionCheckpoint checkpoint) {}
}
