package io.duolog.rocket.append;

import io.duolog.io.nativecalls.NativeCalls;
import io.duolog.rocket.format.FrameLayout;
import io.duolog.rocket.log.CommitLog;
import io.duolog.rocket.log.LogFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.Queue;

/**
 * Confined to the force thread. Which bytes of the log are forced, and which a force would cover now.
 *
 * <p>Everything below {@code covered} is forced, but for the holes: frames that were not published when a force went
 * over them. What lies behind a hole is forced and counted, and only the durable position waits for the hole: so one
 * stalled append stalls neither the bound of unsynced bytes nor others. Steps: {@link #look} finds what is published,
 * {@link #force} forces just that, {@link #done} says that it is durable. A frame that is published in between is a
 * hole of this plan and is forced by a later one.
 */
final class ForcePlan {
  /** A store dirties its whole folio: a force that may end anywhere ends here (D7). */
  static final int STEP_BYTES = 128 * 1024;

  private final CommitLog log;
  private long covered;
  private Positions holes = new Positions();
  private long nextCovered;
  private Positions nextHoles = new Positions();
  private final Positions published = new Positions();
  private final Positions again = new Positions();
  private final Queue<Long> changed;
  private long bytes;

  /**
   * Everything below {@code position} is forced.
   *
   * @param changed frames that became padding after they were published, and have to be forced again
   */
  ForcePlan(CommitLog log, long position, Queue<Long> changed) {
    this.log = log;
    this.changed = changed;
    this.covered = position;
    this.nextCovered = position;
  }

  /** Confined to its plan. Positions of frames, ascending. */
  private static final class Positions {
    private static final int FIRST_CAPACITY = 8;

    private long[] values = new long[FIRST_CAPACITY];
    private int count;

    void add(long value) {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      values[count++] = value;
    }
  }

  /** Position below which everything is forced, but for holes. */
  long covered() {
    return covered;
  }

  /** Position below which everything is forced, without exception. */
  long durable() {
    return holes.count == 0 ? covered : holes.values[0];
  }

  /** Whether the first frame that is not durable is published, so that a force of it acknowledges something. */
  boolean canAdvance(long end) {
    long first = durable();
    return first < end && isPublished(first);
  }

  /** Whether a frame that a force went over has been published since. */
  boolean hasPublishedHole() {
    for (int i = 0; i < holes.count; i++) {
      if (isPublished(holes.values[i])) {
        return true;
      }
    }
    return false;
  }

  private boolean isPublished(long position) {
    LogFile file = log.fileAt(position);
    return file.nextPosition() - position < FrameLayout.HEADER_SIZE_BYTES || file.length(file.indexOf(position)) > 0;
  }

  /** The last place at or below {@code end} where a force that may end anywhere ends. */
  long stepBelow(long end) {
    if (end <= covered) {
      return end;
    }
    LogFile file = log.fileAt(end - 1);
    return file.firstPosition() + (end - file.firstPosition()) / STEP_BYTES * STEP_BYTES;
  }

  /**
   * Finds what is published below {@code end} and not forced.
   *
   * @return bytes of batches that a force of it covers
   */
  long look(long end) {
    bytes = 0;
    published.count = 0;
    nextHoles.count = 0;
    for (int i = 0; i < holes.count; i++) {
      long hole = holes.values[i];
      LogFile file = log.fileAt(hole);
      int length = file.length(file.indexOf(hole));
      if (length > 0) {
        published.add(hole);
        count(file, hole, length);
      } else {
        nextHoles.add(hole);
      }
    }
    nextCovered = walk(covered, end);
    Long position = changed.poll(); // after the look at the holes: what changed behind one did so before it was closed
    while (position != null) {
      again.add(position);
      position = changed.poll();
    }
    NativeCalls.system().faultPoint(); // what was read decides what is taken as durable (E4)
    return bytes;
  }

  private long walk(long from, long end) {
    long at = from;
    while (at < end) {
      LogFile file = log.fileAt(at);
      long fileEnd = file.nextPosition();
      while (at < end && fileEnd - at >= FrameLayout.HEADER_SIZE_BYTES) {
        int length = file.length(file.indexOf(at));
        long next = at + FrameLayout.spanOf(Math.abs(length));
        if (length == 0 || next > end) {
          return at;
        }
        if (length < 0) {
          nextHoles.add(at);
        } else {
          count(file, at, length);
        }
        at = next;
      }
      if (at < end) {
        at = fileEnd; // a rest that is too short for a frame
      }
    }
    return at;
  }

  /** Counts a frame by the length that was read: the word is negative again while the frame turns into padding. */
  private void count(LogFile file, long position, int length) {
    if (FrameLayout.wasReservedAt(file.view(), file.indexOf(position))) {
      bytes += length - FrameLayout.HEADER_SIZE_BYTES;
    }
  }

  /** Bytes of batches that {@link #look} found. */
  long bytes() {
    return bytes;
  }

  /** Whether {@link #look} found nothing: a force would change nothing. */
  boolean isEmpty() {
    return nextCovered == covered && published.count == 0 && again.count == 0;
  }

  /**
   * Forces what was found.
   *
   * @return how many forces that took
   */
  int force() throws IOException {
    int forces = 0;
    for (int i = 0; i < published.count; i++) {
      forces += force(published.values[i]);
    }
    for (int i = 0; i < again.count; i++) {
      forces += force(again.values[i]);
    }
    return forces + force(covered, nextCovered);
  }

  /** Forces one frame, which may be turning into padding: it is then forced again when it has. */
  private int force(long frame) throws IOException {
    LogFile file = log.fileAt(frame);
    return force(frame, frame + FrameLayout.spanOf(Math.abs(file.length(file.indexOf(frame)))));
  }

  private int force(long from, long to) throws IOException {
    int forces = 0;
    long at = from;
    while (at < to) {
      LogFile file = log.fileAt(at);
      long end = Math.min(to, file.nextPosition());
      file.force(file.indexOf(at), end - at);
      forces++;
      if (end == file.nextPosition() && from == covered) {
        file.endWriting();
      }
      at = end;
    }
    return forces;
  }

  /** What was found is durable. */
  void done() {
    Positions old = holes;
    holes = nextHoles;
    nextHoles = old;
    covered = nextCovered;
    published.count = 0;
    again.count = 0;
  }
}
