package io.duolog.rocket.recovery;

import io.duolog.record.RecordBatch;
import io.duolog.record.RecordTags;
import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.format.FrameKind;
import io.duolog.rocket.format.FrameLayout;
import io.duolog.rocket.format.QueueLayout;
import io.duolog.rocket.queue.ConsumeQueue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Confined to one scan. The entries of one page of the queue, from the frames of the log: as many as the page had, for
 * exactly the offsets that it had. Offsets whose frames cannot be told to be anything any more get entries that lead to
 * those bytes; where one batch ended and the next began is not known of them, and of no use. If some of its batches may
 * lie where the log cannot be read now, the page cannot be made.
 *
 * <p>The scan may begin before the page, at a frame that is known to count: the frames up to the page follow from that
 * one as its own do. Where they do not follow, what the log says further on decides which of them count.
 */
final class PageEntries implements LogScan.FrameVisitor {
  private static final long ALL_TAGS = -1;

  private final PageRange page;
  private final long durablePosition;
  private final Truncations truncations;
  private final RecordTags tags = new RecordTags();
  private final List<Entry> entries = new ArrayList<>();
  private long nextOffset;
  private long unknownPosition = -1;
  private int unknownBytes;
  private @Nullable Unreadable unreadable;
  private boolean isUnreadable;
  private long lastPosition;
  private long spareEntries;
  private boolean hasLost;
  private boolean isBehind;

  /**
   * What a page holds; immutable.
   *
   * @param incarnation of its partition
   * @param scanOffset of the first batch behind the one with which the scan begins
   * @param firstOffset of its first entry
   * @param nextOffset behind its last entry
   * @param count its entries
   */
  record PageRange(long incarnation, long scanOffset, long firstOffset, long nextOffset, int count) {}

  /** A place of the log that cannot be read now, and why; immutable. */
  record Unreadable(long position, IOException fault) {}

  private record Entry(
      long position, int sizeBytes, long recordCount, long maxTimestamp, long tagBloom, boolean isLost) {}

  /** Collects the entries of batches that lie below {@code durablePosition} and were not dropped. */
  PageEntries(PageRange page, long durablePosition, Truncations truncations) {
    this.page = page;
    this.durablePosition = durablePosition;
    this.truncations = truncations;
    this.nextOffset = page.scanOffset;
  }

  @Override
  public void batch(FrameImage frame, RecordBatch batch) {
    isBehind |= frame.position() >= durablePosition;
    if (follows(frame)) {
      add(frame, batch.sizeBytes(), batch.maxTimestamp(), tags.bloomOf(batch));
    }
  }

  /** Its offsets stay known; whoever reads them is told of the damage. */
  @Override
  public void damaged(FrameImage frame) {
    if (frame.kindCode() == FrameKind.BATCH.code() && follows(frame)) {
      int sizeBytes = frame.length() - FrameLayout.HEADER_SIZE_BYTES;
      add(frame, sizeBytes, ConsumeQueue.NO_TIMESTAMP, ALL_TAGS);
    }
  }

  /** Whether the frame has the next offset, once what was lost in front of it has entries. */
  private boolean follows(FrameImage frame) {
    if (isDone() || frame.incarnation() != page.incarnation || truncations.isDropped(frame)) {
      return false;
    }
    if (frame.baseOffset() > nextOffset) {
      missing(Math.min(frame.baseOffset(), page.nextOffset));
    }
    return !isDone() && frame.baseOffset() == nextOffset;
  }

  private void add(FrameImage frame, int sizeBytes, long maxTimestamp, long tagBloom) {
    if (nextOffset >= page.firstOffset) {
      entries.add(new Entry(frame.position(), sizeBytes, frame.recordCount(), maxTimestamp, tagBloom, false));
    }
    nextOffset += frame.recordCount();
    lastPosition = frame.position();
    unknownPosition = -1; // what is lost from here on lies behind this frame
    unreadable = null;
  }

  /** The batches up to {@code offset} are not where they should be. */
  private void missing(long offset) {
    long first = Math.max(nextOffset, page.firstOffset);
    if (offset > first) {
      if (unreadable != null) {
        isUnreadable = true;
      } else if (unknownPosition >= 0) {
        lost(offset - first);
      } else {
        return;
      }
    }
    nextOffset = offset;
    hasLost = true;
  }

  private void lost(long count) {
    entries.add(new Entry(unknownPosition, unknownBytes, count, ConsumeQueue.NO_TIMESTAMP, ALL_TAGS, true));
    spareEntries += Math.min(count, page.count) - 1;
  }

  @Override
  public void unknown(long firstPosition, long nextPosition) {
    unknownPosition = firstPosition;
    unknownBytes = DamagedLog.batchBytes(firstPosition, nextPosition);
  }

  @Override
  public void unreadable(long firstPosition, long nextPosition, IOException fault) {
    unreadable = new Unreadable(firstPosition, fault);
  }

  @Override
  public void marker(FrameImage frame, FrameKind kind) {}

  @Override
  public void skipped(FrameImage frame) {}

  @Override
  public boolean isDone() {
    return nextOffset >= page.nextOffset || isBehind || isUnreadable;
  }

  /** The scan is over: what is missing at the end was lost with the last bytes that cannot be told to be anything. */
  PageEntries end() {
    if (nextOffset < page.nextOffset) {
      missing(page.nextOffset);
    }
    return this;
  }

  /** Whether some batches are not where they should be: what the log says further on has to be known. */
  boolean hasLost() {
    return hasLost;
  }

  /** The place that has to be read for the page to be made; null if none has. */
  @Nullable Unreadable unreadable() {
    return isUnreadable ? unreadable : null;
  }

  /** Where the last frame begins that follows those before it. */
  long lastPosition() {
    return lastPosition;
  }

  /** Whether the page can be made. */
  boolean isWhole() {
    int missing = page.count - entries.size();
    return !isUnreadable && nextOffset == page.nextOffset && missing >= 0 && missing <= spareEntries;
  }

  /** The entries as they are stored. */
  byte[] encode() {
    ByteBuffer target = ByteBuffer.allocate(page.count * QueueLayout.ENTRY_SIZE_BYTES);
    long offset = page.firstOffset;
    int missing = page.count - entries.size();
    for (Entry entry : entries) {
      long end = offset + entry.recordCount;
      while (entry.isLost && missing > 0 && offset + 1 < end) {
        put(target, entry, offset, 1);
        offset++;
        missing--;
      }
      put(target, entry, offset, Math.toIntExact(end - offset));
      offset = end;
    }
    return target.array();
  }

  private static void put(ByteBuffer target, Entry entry, long offset, int recordCount) {
    target.putLong(offset).putLong(entry.position).putInt(entry.sizeBytes);
    target.putInt(recordCount).putLong(entry.maxTimestamp).putLong(entry.tagBloom);
  }
}
