package io.duolog.rocket.append;

import io.duolog.io.nativecalls.NativeCalls;
import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.format.FrameLayout;
import io.duolog.rocket.log.CommitLog;
import io.duolog.rocket.log.LogFile;
import io.duolog.rocket.partition.Abandonment;
import io.duolog.rocket.partition.Partition;
import io.duolog.rocket.queue.QueueCursor;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.error.AbandonedAppendException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns appends that came to nothing into padding (D2). Its methods that change something are guarded by the
 * reservation lock; the two collections for the force thread are thread-safe.
 *
 * <p>Invariants: the frame of the append that came to nothing stays unpublished until every append behind it in its
 * partition has become padding, so no position behind it counts as durable meanwhile; an entry of the queue is
 * published by its owner or given up here, never both, as both compare it with "reserved"; what was given up is never
 * visible, as the log end cannot pass the first of them.
 */
final class AbandonedAppends {
  private final CommitLog log;
  private final Queue<Long> changed = new ConcurrentLinkedQueue<>();
  private final ConcurrentSkipListMap<Long, Ended> ended = new ConcurrentSkipListMap<>();
  private final QueueCursor cursor = new QueueCursor();
  private long batches;
  private long bytes;

  AbandonedAppends(CommitLog log) {
    this.log = log;
  }

  /**
   * An append that was given up; immutable.
   *
   * @param toTell what a caller that waits for a force is told; null if it was thrown already
   */
  record Ended(@Nullable AbandonedAppendException toTell) {}

  /** Whom to tell once the lock is free; confined to one append. */
  static final class Told {
    private final List<AppendCompletion> completions = new ArrayList<>();

    List<AppendCompletion> completions() {
      return completions;
    }
  }

  /** The batch could not be copied: gives it up, and everything behind it in its partition. */
  AbandonedAppendException begin(Partition partition, PendingBatch batch, Throwable cause, Told told) {
    Abandonment appends = partition.abandonment();
    long entry = batch.slot.entry();
    if (appends == null) {
      appends = new Abandonment(partition.spec(), cause);
      partition.abandon(appends);
      giveUp(partition, appends, entry + 1, partition.queue().reserved(), told);
      appends.begin(entry, batch.baseOffset, batch.epochBefore, batch.slot.before());
    } else if (entry < appends.firstEntry()) {
      giveUp(partition, appends, entry + 1, appends.firstEntry(), told);
      appends.begin(entry, batch.baseOffset, batch.epochBefore, batch.slot.before());
    } else {
      appends.ended();
    }
    appends.keep(batch.position);
    return end(partition, appends, batch);
  }

  /** The batch was copied and finds that it was given up meanwhile. */
  AbandonedAppendException follow(Partition partition, PendingBatch batch) {
    Abandonment appends = partition.abandonment();
    if (appends == null) {
      throw new IllegalStateException("an entry was given up by nobody");
    }
    pad(batch.position);
    appends.ended();
    return end(partition, appends, batch);
  }

  private AbandonedAppendException end(Partition partition, Abandonment appends, PendingBatch batch) {
    ended.put(batch.position + batch.spanBytes(), new Ended(null));
    count(batch.sizeBytes);
    if (appends.isOver()) {
      appends.frames().forEach(this::pad);
      partition.queue().rewind(appends.firstEntry(), appends.before());
      partition.rewind(appends.firstOffset(), appends.epoch());
      partition.abandon(null);
    }
    return appends.exception();
  }

  private void giveUp(Partition partition, Abandonment appends, long from, long to, Told told) {
    for (long entry = from; entry < to; entry++) {
      if (partition.queue().giveUp(entry)) {
        appends.copying();
      } else {
        cursor.moveTo(partition.queue(), entry);
        long position = cursor.position();
        count(cursor.sizeBytes());
        ended.put(cursor.nextPosition(), new Ended(appends.exception()));
        pad(position);
        AppendCompletion waiting = partition.takeWaiting(position);
        if (waiting != null) {
          told.completions.add(waiting);
        }
      }
    }
  }

  private void count(int sizeBytes) {
    batches++;
    bytes += sizeBytes;
  }

  /** A frame that was published is taken back first; a force may have covered it, so it is forced again. */
  private void pad(long position) {
    LogFile file = log.fileAt(position);
    int index = file.indexOf(position);
    int length = file.length(index);
    FrameImage padding = new FrameImage().load(file.view(), index).becomePadding();
    if (length > 0) {
      file.setLength(index, -length);
    }
    padding.putRest(file.view(), index, false);
    NativeCalls.system().faultPoint();
    file.setFirstWord(index, padding.firstWord());
    if (length > 0) {
      changed.add(position);
    }
  }

  /** Frames that became padding and have to be forced, maybe again; taken by the force thread. */
  Queue<Long> changed() {
    return changed;
  }

  /** What became of the append whose frame ends at {@code nextPosition}; null if it was not given up. */
  @Nullable Ended ended(long nextPosition) {
    return ended.isEmpty() ? null : ended.get(nextPosition);
  }

  /** Forgets what nobody asks for any more. */
  void forgetBelow(long position) {
    if (!ended.isEmpty()) {
      ended.headMap(position, true).clear();
    }
  }

  /** Batches that were given up. */
  long batches() {
    return batches;
  }

  /** Bytes of those batches. */
  long bytes() {
    return bytes;
  }

  /** Whether the frame at a position of a file is padding. */
  static boolean isPadding(LogFile file, long position) {
    return !FrameLayout.isBatchAt(file.view(), file.indexOf(position));
  }
}
