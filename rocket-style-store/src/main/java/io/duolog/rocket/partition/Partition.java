package io.duolog.rocket.partition;

import io.duolog.rocket.format.FrameOwner;
import io.duolog.rocket.queue.ConsumeQueue;
import io.duolog.rocket.queue.QueueCursor;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.error.FencedException;
import io.duolog.storage.error.StorageException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One live partition. Next offset and leader epoch are guarded by the reservation lock; everything else is thread-safe.
 *
 * <p>The log end (V1). An entry of the queue is published by whoever wrote its batch, in any order. {@code
 * published} is the count of entries without a gap from the first; {@code logEnd} is the offset that they reach.
 * Invariants: {@code published} only grows, by a compare-and-set over entries seen published; {@code logEnd} only
 * grows and never passes what {@code published} covers. Steps of {@link #advance}: see which entries behind {@code
 * published} are published, set {@code published} over them, raise {@code logEnd}, tell the appends that waited, and
 * look again. Publication and both counters are volatile: of two neighbours that publish at the same time at least
 * one sees the other, so no entry is left behind. Waiting for a predecessor by spinning was simpler and cost a third
 * with two producers.
 */
public final class Partition {
  private static final VarHandle PUBLISHED;
  private static final VarHandle LOG_END;
  private static final VarHandle HIGH_WATERMARK;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      PUBLISHED = lookup.findVarHandle(Partition.class, "published", long.class).withInvokeExactBehavior();
      LOG_END = lookup.findVarHandle(Partition.class, "logEnd", long.class).withInvokeExactBehavior();
      HIGH_WATERMARK = lookup.findVarHandle(Partition.class, "highWatermark", long.class).withInvokeExactBehavior();
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final PartitionSpec spec;
  private final FrameOwner owner;
  private final ConsumeQueue queue;
  private final Completions completions;
  private final WaitingAppends waiting = new WaitingAppends();
  private long nextOffset;
  private int leaderEpoch = -1;
  private @Nullable Abandonment abandonment;
  private volatile long logStart;
  private volatile long published;
  private volatile long logEnd;
  private volatile long highWatermark;
  private volatile long durableEntries;
  private volatile boolean isEventPending;
  private long restoredEntries;
  private long restoredEnd;

  /** An empty partition. */
  public Partition(PartitionSpec spec, long incarnation, ConsumeQueue queue, Completions completions) {
    this.spec = spec;
    this.owner = FrameOwner.of(incarnation, spec.identity().topicId(), spec.identity().index());
    this.queue = queue;
    this.completions = completions;
  }

  /**
   * Takes the state that the queue's restored entries belong to; before the partition is shared. They are all durable,
   * so nobody looks into a page for that: it may be one that cannot be read now (C3).
   */
  public void restore(long start, long end, int epoch) {
    logStart = start;
    nextOffset = end;
    leaderEpoch = epoch;
    restoredEntries = queue.reserved();
    restoredEnd = end;
    durableEntries = restoredEntries;
    published = restoredEntries;
    logEnd = end;
  }

  /** Identity and name. */
  public PartitionSpec spec() {
    return spec;
  }

  /** Whose frames these are. */
  public FrameOwner owner() {
    return owner;
  }

  /** Where the batches lie. */
  public ConsumeQueue queue() {
    return queue;
  }

  /** The offset that the next batch gets; under the reservation lock. */
  public long nextOffset() {
    return nextOffset;
  }

  /**
   * The epoch that a batch is stamped with; under the reservation lock.
   *
   * @throws FencedException if {@code asked} is below the partition's epoch (A5)
   */
  public int epochFor(int asked) {
    if (asked < 0) {
      return leaderEpoch;
    }
    if (asked < leaderEpoch) {
      throw new FencedException("append to " + spec.name(), asked, leaderEpoch);
    }
    return asked;
  }

  /** Gives out offsets up to {@code next} under {@code epoch}; under the reservation lock. */
  public void reserved(long next, int epoch) {
    nextOffset = next;
    leaderEpoch = epoch;
  }

  /** The current epoch, or -1; under the reservation lock, or as a figure. */
  public int leaderEpoch() {
    return leaderEpoch;
  }

  /** The appends of this partition that are being given up, if there are any; under the reservation lock. */
  public @Nullable Abandonment abandonment() {
    return abandonment;
  }

  /** Begins or ends the giving up of appends; under the reservation lock. */
  public void abandon(@Nullable Abandonment appends) {
    abandonment = appends;
  }

  /** Gives offsets from {@code next} on out again, under {@code epoch}; under the reservation lock. */
  public void rewind(long next, int epoch) {
    nextOffset = next;
    leaderEpoch = epoch;
  }

  /** Moves the log end over every entry that is published without a gap; returns whether it moved. */
  public boolean advance(QueueCursor cursor) {
    boolean hasMoved = false;
    long from = published;
    while (true) {
      long to = from;
      while (queue.isPublished(to)) {
        to++;
      }
      if (to == from) {
        return hasMoved;
      }
      long witness = (long) PUBLISHED.compareAndExchange(this, from, to);
      if (witness == from) {
        raiseLogEnd(cursor.moveTo(queue, to - 1).nextOffset());
        waiting.complete(logEnd, completions);
        hasMoved = true;
        from = to;
      } else {
        from = witness;
      }
    }
  }

  private void raiseLogEnd(long to) {
    long now = logEnd;
    while (now < to) {
      long witness = (long) LOG_END.compareAndExchange(this, now, to);
      now = witness == now ? to : witness;
    }
  }

  /** Tells the end of an append as soon as the log end covers it: now, or by whoever moves the log end there. */
  public void completeWhenVisible(long baseOffset, long next, AppendCompletion completion) {
    if (logEnd >= next) {
      completions.appended(completion, baseOffset, next - 1);
      return;
    }
    waiting.add(baseOffset, next, completion);
    waiting.complete(logEnd, completions);
  }

  /** What an append sees of itself when it is published. */
  public enum Visibility {
    /** The log end covers it. */
    VISIBLE,
    /** A predecessor is not published: whoever moves the log end over both tells it. */
    WAITING,
    /** It was given up with a predecessor that came to nothing. */
    GIVEN_UP
  }

  /**
   * As {@link #completeWhenVisible(long, long, AppendCompletion)}, for an append that may have been given up since it
   * was published, with a predecessor that came to nothing. Its frame tells, as a position is never used again; the log
   * end does not, as the offsets are. This is the part that reads the frame; {@link #tell} is the other.
   *
   * @param frame of the batch
   */
  public Visibility look(PublishedFrame frame, long baseOffset, long next, AppendCompletion completion) {
    if (logEnd >= next) {
      return frame.isPadding() ? Visibility.GIVEN_UP : Visibility.VISIBLE;
    }
    boolean isWaiting = waiting.addUnlessPadding(frame, baseOffset, next, completion);
    return isWaiting ? Visibility.WAITING : Visibility.GIVEN_UP;
  }

  /** Tells the end of an append that has looked, if it is known; touches no file. */
  public void tell(Visibility seen, long baseOffset, long next, AppendCompletion completion) {
    switch (seen) {
      case VISIBLE -> completions.appended(completion, baseOffset, next - 1);
      case WAITING -> waiting.complete(logEnd, completions);
      case GIVEN_UP -> completions.failed(completion, Abandonment.exception(spec, null));
    }
  }

  /** Tells an append that it failed. */
  public void failed(AppendCompletion completion, StorageException cause) {
    completions.failed(completion, cause);
  }

  /** Takes the completion of an append that was given up out of those that wait for a predecessor. */
  public @Nullable AppendCompletion takeWaiting(long position) {
    return waiting.takeAt(position);
  }

  /** Tells all appends that wait for a predecessor that they failed. */
  public void failWaiting(StorageException cause) {
    waiting.fail(cause, completions);
  }

  /** Entries that are published without a gap. */
  public long published() {
    return published;
  }

  /** First offset. */
  public long logStart() {
    return logStart;
  }

  /** The end of the contiguous published prefix. */
  public long logEnd() {
    return logEnd;
  }

  /** As it was set; never past the log end. */
  public long highWatermark() {
    return highWatermark;
  }

  /**
   * Sets the high watermark (V3).
   *
   * @return the high watermark
   * @throws IllegalArgumentException if {@code offset} is above the log end
   */
  public long advanceHighWatermark(long offset) {
    long end = logEnd;
    if (offset > end) {
      throw new IllegalArgumentException("high watermark " + offset + " is above the log end " + end);
    }
    long now = highWatermark;
    while (now < offset) {
      long witness = (long) HIGH_WATERMARK.compareAndExchange(this, now, offset);
      now = witness == now ? offset : witness;
    }
    return now;
  }

  /**
   * The offset up to which everything is forced (D8), found through the queue's entries, so that a force costs nothing
   * per partition.
   *
   * @param watermark position of the log below which everything is forced
   */
  public long durableOffset(long watermark, QueueCursor cursor) {
    long count = durableEntries(watermark, cursor);
    long end = logEnd;
    return Math.min(count == restoredEntries ? restoredEnd : cursor.moveTo(queue, count - 1).nextOffset(), end);
  }

  /**
   * How many entries are published and lie below {@code watermark}. Exact also for a watermark that is older than one
   * that somebody else asked with: a checkpoint must not count an entry above the position that it names.
   */
  public long durableEntries(long watermark, QueueCursor cursor) {
    long from = durableEntries;
    long count = queue.endingBelow(watermark, from, published, cursor);
    if (count > from) {
      durableEntries = count;
    } else if (from > restoredEntries && cursor.moveTo(queue, from - 1).nextPosition() > watermark) {
      count = queue.endingBelow(watermark, restoredEntries, from, cursor);
    }
    return count;
  }

  /** Claims the telling of an event; false if somebody has it to tell already. */
  public boolean claimEvent() {
    if (isEventPending) {
      return false;
    }
    isEventPending = true;
    return true;
  }

  /** The event is about to be told: what changes from here on needs another. */
  public void eventTold() {
    isEventPending = false;
  }
}
