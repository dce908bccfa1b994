package io.duolog.rocket.recovery;

import io.duolog.rocket.format.CheckpointPayload;
import io.duolog.rocket.format.CheckpointPayload.PartitionState;
import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.format.FrameLayout;
import io.duolog.rocket.partition.Partition;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Confined to one opening. Bytes below the durable watermark that are no frame any more, and which offsets they stand
 * for (C3). A partition whose offsets go on behind such bytes had batches there: they get an entry of the queue that
 * leads to those bytes, so that whoever reads these offsets is told of the damage, and no other reader is.
 */
final class DamagedLog {
  private final long durablePosition;
  private final Map<Partition, Long> ends = new LinkedHashMap<>();
  private final Truncations truncations = new Truncations();
  private LookAhead lookAhead = (position, visitor) -> {};
  private long firstPosition = -1;
  private long nextPosition = -1;
  private long stretches;
  private boolean hasLookedAhead;
  private boolean isPassed;

  /** Shows the rest of the log. */
  @FunctionalInterface
  interface LookAhead {
    /** Shows the frames from {@code position} on. */
    void scan(long position, LogScan.FrameVisitor visitor) throws IOException;
  }

  /** Knows where each partition ended at the durable watermark. */
  DamagedLog(CheckpointPayload state, Map<Long, Partition> partitions) {
    this.durablePosition = state.log().durablePosition();
    for (PartitionState known : state.partitions()) {
      Partition partition = partitions.get(known.incarnation());
      if (partition != null) {
        ends.put(partition, known.offsets().end());
        truncations.add(known.incarnation(), durablePosition, known.offsets().end());
      }
    }
  }

  /** Knows how to look at what follows; before the scan. */
  void lookAhead(LookAhead newLookAhead) {
    lookAhead = newLookAhead;
  }

  /** Bytes that a batch can have had in this stretch, at least 1. */
  static int batchBytes(long first, long next) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE / 2, next - first - FrameLayout.HEADER_SIZE_BYTES));
  }

  /** A stretch that is no frame. */
  void found(long first, long next) throws IOException {
    firstPosition = first;
    nextPosition = next;
    stretches++;
    foundAt(next);
  }

  /** Something is damaged in front of {@code next}. */
  void foundAt(long next) throws IOException {
    if (!hasLookedAhead) {
      hasLookedAhead = true;
      lookAhead.scan(next, truncations);
    }
  }

  /**
   * Whether a frame was dropped by what lies behind it in the log. Known behind the first damage, where offsets that
   * are missing do not tell any more: in front of it the frames of a partition simply follow one another.
   */
  boolean isDropped(FrameImage frame) {
    return hasLookedAhead && truncations.isDropped(frame);
  }

  /** Whether a batch may have been lost before {@code position}, which lies below the watermark. */
  boolean mayHaveLost(long position) {
    return firstPosition >= 0 && position < durablePosition;
  }

  /** Whether anything was found. */
  boolean isAny() {
    return stretches > 0;
  }

  /** Stretches that were found. */
  long stretches() {
    return stretches;
  }

  /** Where the last stretch begins. */
  long firstPosition() {
    return firstPosition;
  }

  /** Bytes of a batch that stands for the last stretch. */
  int batchBytes() {
    return batchBytes(firstPosition, nextPosition);
  }

  /** Whether {@code position} is the first that was shown at or above the watermark. */
  boolean passes(long position) {
    boolean isFirst = !isPassed && position >= durablePosition;
    isPassed |= isFirst;
    return isFirst;
  }

  /** Where the partitions ended at the watermark. */
  Map<Partition, Long> ends() {
    return ends;
  }
}
