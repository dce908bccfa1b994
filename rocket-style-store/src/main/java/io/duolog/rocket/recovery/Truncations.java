package io.duolog.rocket.recovery;

import io.duolog.record.RecordBatch;
import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.format.FrameKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Confined to one recovery. Where partitions were cut back: what lies in the log before such a place, at or above its
 * offset, does not count (T1). A truncate frame says so, and so does every frame of a batch whose offset was given out
 * before: offsets are given out again only after what had them was dropped.
 *
 * <p>Bytes that cannot be read may hide a truncate frame if the log has a larger generation behind them: only a
 * recovery writes such frames, and it begins a generation. Nothing that lies before such bytes counts then. It may
 * write many: the generation counts as begun with its first batch, which lies behind all of them.
 */
final class Truncations implements LogScan.FrameVisitor {
  private final Map<Long, List<Cut>> cuts = new HashMap<>();
  private final Map<Long, Long> ends = new HashMap<>();
  private int lastGeneration = -1;
  private long unreadablePosition = -1;
  private long hiddenPosition = -1;

  private record Cut(long position, long offset) {}

  /** The partition of this incarnation ended at {@code offset}, as of {@code position} in the log. */
  void add(long incarnation, long position, long offset) {
    cuts.computeIfAbsent(incarnation, unseen -> new ArrayList<>()).add(new Cut(position, offset));
  }

  /** Whether a batch was dropped by what comes behind it in the log. */
  boolean isDropped(FrameImage frame) {
    if (frame.position() < Math.max(hiddenPosition, unreadablePosition)) {
      return true;
    }
    for (Cut cut : cuts.getOrDefault(frame.incarnation(), List.of())) {
      if (frame.position() < cut.position && frame.baseOffset() >= cut.offset) {
        return true;
      }
    }
    return false;
  }

  private void reserved(FrameImage frame) {
    if (frame.generation() > lastGeneration) {
      hiddenPosition = Math.max(hiddenPosition, unreadablePosition);
    }
    unreadablePosition = -1;
    lastGeneration = frame.generation();
    long end = ends.getOrDefault(frame.incarnation(), Long.MIN_VALUE);
    if (frame.baseOffset() < end) {
      add(frame.incarnation(), frame.position(), frame.baseOffset());
    }
    ends.put(frame.incarnation(), frame.baseOffset() + frame.recordCount());
  }

  @Override
  public void batch(FrameImage frame, RecordBatch batch) {
    reserved(frame);
  }

  @Override
  public void marker(FrameImage frame, FrameKind kind) {
    if (kind == FrameKind.TRUNCATE) {
      add(frame.incarnation(), frame.position(), frame.baseOffset());
    }
  }

  /** Position, owner and offset are sound. */
  @Override
  public void damaged(FrameImage frame) {
    if (frame.kindCode() == FrameKind.BATCH.code()) {
      reserved(frame);
    } else if (frame.kindCode() == FrameKind.TRUNCATE.code()) {
      marker(frame, FrameKind.TRUNCATE);
    }
  }

  @Override
  public void skipped(FrameImage frame) {}

  @Override
  public void unreadable(long firstPosition, long nextPosition, IOException fault) {
    unreadablePosition = firstPosition;
  }

  @Override
  public void unknown(long firstPosition, long nextPosition) {}
}
