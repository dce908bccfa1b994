package io.duolog.kafka.partition;

import io.duolog.kafka.segment.Segment;
import java.util.Arrays;
import java.util.List;

/**
 * Thread-safe. The segments of a partition, ascending. Readers take the array as it is; it is replaced, never changed;
 * replacing is guarded by the partition's append lock.
 */
final class SegmentList {
  private volatile Segment[] segments;

  SegmentList(List<Segment> segments) {
    this.segments = segments.toArray(new Segment[0]);
  }

  /** All segments; not to be changed. */
  Segment[] all() {
    return segments;
  }

  /** The active segment. */
  Segment active() {
    Segment[] now = segments;
    return now[now.length - 1];
  }

  /** Adds the next active segment. */
  void add(Segment segment) {
    Segment[] now = segments;
    Segment[] next = Arrays.copyOf(now, now.length + 1);
    next[now.length] = segment;
    segments = next;
  }

  /** The slot of the segment that holds {@code offset}, or of the first if none does. */
  static int floor(Segment[] segments, long offset) {
    int low = 0;
    int high = segments.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (segments[middle].baseOffset() <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return Math.max(0, low - 1);
  }
}
