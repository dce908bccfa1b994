package io.duolog.kafka.partition;

import io.duolog.kafka.format.CatalogueEntry.SegmentSealed;
import io.duolog.kafka.segment.ActiveIndex;
import io.duolog.kafka.segment.IndexFiles;
import io.duolog.kafka.segment.Segment;
import io.duolog.storage.SealedFile;
import io.duolog.storage.error.OverloadedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thread-safe; the count of rolled segments is guarded by its monitor. Seals rolled segments off the append path (rule
 * E7): writes and forces their index files, then notes them in the catalogue, several in one durable step.
 */
final class SegmentSealing {
  /** The most segments of a partition that are rolled and not sealed yet. */
  static final int MOST_ROLLED = 64;

  /** When an append that finds too many may try again. */
  static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final Logger LOG = LoggerFactory.getLogger(SegmentSealing.class);

  private final LogParts parts;
  private final long incarnation;
  private final IndexFlush indexFlush;
  private volatile boolean isWanted;
  private volatile int rolled;

  SegmentSealing(LogParts parts, long incarnation, IndexFlush indexFlush) {
    this.parts = parts;
    this.incarnation = incarnation;
    this.indexFlush = indexFlush;
  }

  /** Notes that a segment was rolled. Called under the append lock. */
  void rolled() {
    synchronized (this) {
      rolled = rolled + 1;
    }
    isWanted = true;
  }

  boolean isWanted() {
    return isWanted;
  }

  /** Tries again what failed before. */
  void retry() {
    if (rolled > 0) {
      isWanted = true;
    }
  }

  boolean hasRolled() {
    return rolled > 0;
  }

  /**
   * Turns an append away if there is no room for one more rolled segment (rule E5). Never waits.
   *
   * @throws OverloadedException if there is none
   */
  void requireRoom(long sizeBytes) {
    if (isFull()) {
      throw new OverloadedException(
          parts.spec.name() + ": " + rolled + " segments wait to be sealed, the most is " + MOST_ROLLED,
          sizeBytes,
          RETRY_NANOS);
    }
  }

  boolean isFull() {
    return rolled >= MOST_ROLLED;
  }

  /**
   * Waits until there is room for one more rolled segment, or the time is over. Called without locks.
   *
   * @return what is left of {@code nanos}
   */
  synchronized long awaitRoom(long nanos) throws InterruptedException {
    long deadline = System.nanoTime() + nanos;
    long left = nanos;
    while (left > 0 && isFull() && !parts.failure.isThere()) {
      TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, RETRY_NANOS)); // nobody tells of a failure or a close
      left = deadline - System.nanoTime();
    }
    return left;
  }

  /**
   * Seals every rolled segment below the durable offset. Called by the holder of the role of forcing. If one was rolled
   * during the force, which did not cover it, another force is wanted.
   *
   * @return those that were sealed, to be told of by {@link #tell} without the role
   */
  List<Segment> sealWhatIsDurable() {
    isWanted = false;
    List<Segment> ready = ready();
    if (ready.isEmpty()) {
      return ready;
    }
    try {
      seal(ready);
      return ready;
    } catch (IOException e) {
      LOG.warn("{}: {} segments could not be sealed and will be tried again", parts.spec.name(), ready.size(), e);
      return List.of();
    }
  }

  void tell(List<Segment> sealed) {
    for (Segment segment : sealed) {
      parts.context.listeners().sealed(new SealedFile(segment.log().path(), segment.rolledSize()));
    }
  }

  private List<Segment> ready() {
    List<Segment> ready = new ArrayList<>();
    Segment[] segments = parts.segments.all();
    for (int i = segments.length - 1; i >= 0 && segments[i].sealedFacts() == null; i--) {
      if (segments[i].isRolled() && segments[i].rolledNextOffset() <= parts.marks.durableOffset()) {
        ready.addFirst(segments[i]);
      } else if (segments[i].isRolled() && !parts.failure.isThere()) {
        isWanted = true;
      }
    }
    return ready;
  }

  private void seal(List<Segment> ready) throws IOException {
    List<SegmentSealed> facts = new ArrayList<>();
    for (Segment segment : ready) {
      facts.add(writeIndexes(segment));
    }
    parts.context.disk().forceDirectory(parts.directory);
    parts.context.catalogue().append(facts);
    for (int i = 0; i < ready.size(); i++) {
      ready.get(i).seal(facts.get(i));
    }
    parts.context.counters().sealedSegments.addAndGet(ready.size());
    synchronized (this) {
      rolled = rolled - ready.size();
      notifyAll();
    }
  }

  private SegmentSealed writeIndexes(Segment segment) throws IOException {
    ActiveIndex index = segment.written();
    index.addLargestTime();
    indexFlush.replace(segment, index);
    return new SegmentSealed(
        incarnation,
        segment.baseOffset(),
        segment.rolledNextOffset(),
        segment.rolledSize(),
        index.largest(),
        segment.rolledAppendTimeMillis(),
        IndexFiles.offsetMark(index, index.offsetCount()),
        IndexFiles.timeMark(index, index.timeCount()));
  }
}
