package io.duolog.rocket.queue;

import io.duolog.rocket.format.FrameLayout;
import io.duolog.rocket.format.QueueLayout;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Confined to one thread. Shows the entries of a queue one by one; allocates nothing. */
public final class QueueCursor {
  private @Nullable ByteBuffer view;
  private int index;
  private int slot;
  private long entry;
  private @Nullable ConsumeQueue queue;

  /** A cursor on nothing. */
  public QueueCursor() {}

  /** Moves to an entry that is published. */
  public QueueCursor moveTo(ConsumeQueue target, long newEntry) {
    queue = target;
    entry = newEntry;
    slot = (int) (newEntry % QueueLayout.ENTRIES_PER_PAGE);
    int page = target.pageOf(newEntry);
    QueueFile file = target.file(page);
    view = file.view();
    index = file.indexOf(page) + QueueLayout.entryAt(slot);
    return this;
  }

  /** Moves to the next entry, which must be published. */
  public void next() {
    if (slot + 1 < QueueLayout.ENTRIES_PER_PAGE) {
      slot++;
      entry++;
      index += QueueLayout.ENTRY_SIZE_BYTES;
    } else if (queue != null) {
      moveTo(queue, entry + 1);
    }
  }

  /** Which entry this is, counted from the first of the partition. */
  public long entry() {
    return entry;
  }

  /** Offset of the batch's first record. */
  public long baseOffset() {
    return bytes().getLong(index + QueueLayout.BASE_OFFSET_AT);
  }

  /** Position of the batch's frame in the log. */
  public long position() {
    return bytes().getLong(index + QueueLayout.POSITION_AT);
  }

  /** Size of the batch. */
  public int sizeBytes() {
    return bytes().getInt(index + QueueLayout.SIZE_AT);
  }

  /** Records of the batch. */
  public int recordCount() {
    return bytes().getInt(index + QueueLayout.RECORD_COUNT_AT);
  }

  /** The offset behind the batch. */
  public long nextOffset() {
    return baseOffset() + recordCount();
  }

  /** Where the batch's frame ends in the log. */
  public long nextPosition() {
    return position() + FrameLayout.spanOf(FrameLayout.lengthOf(sizeBytes()));
  }

  /** Largest timestamp of the batch. */
  public long maxTimestamp() {
    return bytes().getLong(index + QueueLayout.MAX_TIMESTAMP_AT);
  }

  private ByteBuffer bytes() {
    ByteBuffer now = view;
    if (now == null) {
      throw new IllegalStateException("the cursor stands on no entry");
    }
    return now;
  }
}
