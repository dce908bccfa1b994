package io.duolog.rocket.queue;

import io.duolog.rocket.format.QueueLayout;
import io.duolog.rocket.queue.ConsumeQueue.Totals;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Confined to one append at a time. The place of one entry, from its reservation to its publication. */
public final class QueueSlot {
  private @Nullable QueueFile file;
  private int index;
  private long entry;
  private long maxBefore;
  private long bytesBefore;

  /** No place. */
  public QueueSlot() {}

  void place(QueueFile newFile, int newIndex) {
    file = newFile;
    index = newIndex;
  }

  /** Takes the place that another one has. */
  public void take(QueueSlot other) {
    file = other.file;
    index = other.index;
  }

  void follow(long newEntry, long newMaxBefore, long newBytesBefore) {
    entry = newEntry;
    maxBefore = newMaxBefore;
    bytesBefore = newBytesBefore;
  }

  /** Writes where the batch lies. */
  public void writePlace(long baseOffset, long position) {
    ByteBuffer view = required().view();
    view.putLong(index + QueueLayout.BASE_OFFSET_AT, baseOffset);
    view.putLong(index + QueueLayout.POSITION_AT, position);
  }

  /** Writes what is known of the batch. */
  public void writeTraits(int recordCount, long maxTimestamp, long tagBloom) {
    ByteBuffer view = required().view();
    view.putInt(index + QueueLayout.RECORD_COUNT_AT, recordCount);
    view.putLong(index + QueueLayout.MAX_TIMESTAMP_AT, maxTimestamp);
    view.putLong(index + QueueLayout.TAG_BLOOM_AT, tagBloom);
  }

  /** Publishes the entry, unless it was given up with the append that it stands behind; says whether it did. */
  public boolean tryPublish(int sizeBytes) {
    return required().tryPublish(index, sizeBytes);
  }

  /** Which entry of its queue this is. */
  public long entry() {
    return entry;
  }

  /** What all entries before this one amount to. */
  public Totals before() {
    return new Totals(maxBefore, bytesBefore);
  }

  /** Publishes the entry. */
  public void publish(int sizeBytes) {
    required().publish(index, sizeBytes);
  }

  /** Forgets the place. */
  public void clear() {
    file = null;
  }

  private QueueFile required() {
    QueueFile now = file;
    if (now == null) {
      throw new IllegalStateException("no slot was reserved");
    }
    return now;
  }
}
