package io.duolog.rocket.partition;

import io.duolog.rocket.queue.ConsumeQueue.Totals;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.error.AbandonedAppendException;
import io.duolog.storage.error.FaultLocation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Guarded by the reservation lock. Appends of one partition that are given up together (D2): one that came to nothing
 * between its reservation and its publication, and all that stand behind it.
 *
 * <p>Those of them that are still being copied end on their own: each finds its entry given up, turns its frame into
 * padding and counts itself out. Until the last has, the partition takes no appends, and the frame that began it stays
 * unpublished, so that nothing behind it can count as durable.
 */
public final class Abandonment {
  private final PartitionSpec spec;
  private final Throwable cause;
  private final List<Long> frames = new ArrayList<>();
  private long firstEntry = Long.MAX_VALUE;
  private long firstOffset;
  private int epoch;
  private Totals before = Totals.NONE;
  private int copying;

  /** Nothing is given up yet. */
  public Abandonment(PartitionSpec spec, Throwable cause) {
    this.spec = spec;
    this.cause = cause;
  }

  /** The append that came to nothing is before all others so far: what it had found is found again. */
  public void begin(long entry, long baseOffset, int leaderEpoch, Totals entriesBefore) {
    firstEntry = entry;
    firstOffset = baseOffset;
    epoch = leaderEpoch;
    before = entriesBefore;
  }

  /** First entry that is given up. */
  public long firstEntry() {
    return firstEntry;
  }

  /** The offset that the next batch gets. */
  public long firstOffset() {
    return firstOffset;
  }

  /** The epoch that the partition had. */
  public int epoch() {
    return epoch;
  }

  /** What the entries before the first amount to. */
  public Totals before() {
    return before;
  }

  /** An append behind is still being copied. */
  public void copying() {
    copying++;
  }

  /** An append behind has ended. */
  public void ended() {
    copying--;
  }

  /** Whether no append behind is being copied any more. */
  public boolean isOver() {
    return copying == 0;
  }

  /** A frame that was never published and becomes padding when all others have. */
  public void keep(long position) {
    frames.add(position);
  }

  /** The frames that were kept, the last one first. */
  public List<Long> frames() {
    return frames.stream().sorted((a, b) -> Long.compare(b, a)).toList();
  }

  /** What the callers of the appends get. */
  public AbandonedAppendException exception() {
    return exception(spec, cause);
  }

  /** What the caller of an append that came to nothing gets. */
  public static AbandonedAppendException exception(PartitionSpec spec, @Nullable Throwable cause) {
    String message = "an append of " + spec.name() + " came to nothing, and those behind it; they may be repeated";
    return new AbandonedAppendException(message, FaultLocation.NONE, cause);
  }
}
