package io.duolog.rocket.recovery;

import io.duolog.record.RecordBatch;
import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.format.FrameKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Confined to one recovery. Where partitions were cut back: what lies in the log before such a place, at or above its
 * offset, does not count (T1). A truncate frame says so, and so does every frame of a batch whose offset was given out
 * before: offsets are given out again only after what had them was dropped.
 */
final class Truncations implements LogScan.FrameVisitor {
  private final Map<Long, List<Cut>> cuts = new HashMap<>();
  private final Map<Long, Long> ends = new HashMap<>();

  private record Cut(long position, long offset) {}

  /** The partition of this incarnation ended at {@code offset}, as of {@code position} in the log. */
  void add(long incarnation, long position, long offset) {
    cuts.computeIfAbsent(incarnation, unseen -> new ArrayList<>()).add(new Cut(position, offset));
  }

  /** Whether a batch was dropped by what comes behind it in the log. */
  boolean isDropped(FrameImage frame) {
    for (Cut cut : cuts.getOrDefault(frame.incarnation(), List.of())) {
      if (frame.position() < cut.position && frame.baseOffset() >= cut.offset) {
        return true;
      }
    }
    return false;
  }

  private void reserved(FrameImage frame) {
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
  public void unknown(long firstPosition, long nextPosition) {}
}
