package io.duolog.rocket.queue;

import io.duolog.io.nativecalls.NativeCalls;
import io.duolog.rocket.format.CatalogueEntries.PageSealed;
import io.duolog.rocket.format.CheckpointPayload.TailPage;
import io.duolog.rocket.format.QueueLayout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue of one partition: where each of its batches lies. Entries are reserved under the reservation lock, written
 * and published by whoever reserved them, and read by anybody who knows that they are published.
 */
public final class ConsumeQueue {
  /** A timestamp below every other. */
  public static final long NO_TIMESTAMP = Long.MIN_VALUE;

  private static final Logger LOG = LoggerFactory.getLogger(ConsumeQueue.class);
  private static final int GIVEN_UP = -1;

  private final QueuePages pages;
  private final long incarnation;
  private final PageTable table = new PageTable();
  private final RestoredPages restored;
  private long reserved;
  private long restoredEntries;
  private long restoredEnd;
  private Totals restoredTotals = Totals.NONE;
  private long maxTimestamp = NO_TIMESTAMP;
  private long batchBytes;

  /**
   * What a number of entries amount to; immutable.
   *
   * @param maxTimestamp largest timestamp, or {@link #NO_TIMESTAMP}
   * @param batchBytes bytes of their batches
   */
  public record Totals(long maxTimestamp, long batchBytes) {
    /** Of no entries. */
    public static final Totals NONE = new Totals(NO_TIMESTAMP, 0);
  }

  /** An empty queue. */
  public ConsumeQueue(QueuePages pages, long incarnation, PageRepair repair) {
    this.pages = pages;
    this.incarnation = incarnation;
    this.restored = new RestoredPages(repair);
  }

  /** Takes a page that was full when the store was last open; pages come in order. Before the queue is shared. */
  public void restorePage(PageSealed page) {
    table.add(page.page(), page.firstOffset(), maxTimestamp, batchBytes);
    restored.add(page.crc(), QueueLayout.ENTRIES_PER_PAGE, pages.isLost(page.page()));
    maxTimestamp = page.maxTimestamp();
    batchBytes = page.batchBytes();
    reserved += QueueLayout.ENTRIES_PER_PAGE;
  }

  /**
   * Takes the page that was not full when the store was last open, and the state of all entries. Before the queue is
   * shared.
   *
   * @param endOffset behind the last entry
   */
  public void restoreTail(TailPage tail, Totals totals, long endOffset) {
    restoredEnd = endOffset;
    if (tail.count() > 0) {
      table.add(tail.page(), tail.firstOffset(), maxTimestamp, batchBytes);
      restored.add(tail.crc(), tail.count(), pages.isLost(tail.page()));
      reserved += tail.count();
    }
    maxTimestamp = totals.maxTimestamp();
    batchBytes = totals.batchBytes();
    restoredEntries = reserved;
    restoredTotals = totals;
  }

  /** Empties the slots behind the restored entries, which an unclean end may have left written. */
  public void emptyUnusedSlots() {
    int slot = (int) (reserved % QueueLayout.ENTRIES_PER_PAGE);
    if (slot != 0) {
      try {
        pages.empty(table.page(table.count() - 1), slot);
        NativeCalls.system().faultPoint();
      } catch (InternalError fault) {
        LOG.warn("A page of the queue cannot be written: another one will take its place: {}", fault.toString());
      }
    }
  }

  /**
   * Reserves the next entry, under the reservation lock.
   *
   * @return false if there is no page for it now: nothing was reserved
   */
  public boolean reserve(QueueSlot slot, long baseOffset, int batchSizeBytes, long batchMaxTimestamp) {
    int place = (int) (reserved % QueueLayout.ENTRIES_PER_PAGE);
    int ordinal = (int) (reserved / QueueLayout.ENTRIES_PER_PAGE);
    if (place == 0 && !beginPage(ordinal, baseOffset)) {
      return false;
    }
    int page = table.page(ordinal);
    QueueFile file = pages.file(page);
    slot.place(file, file.indexOf(page) + QueueLayout.entryAt(place));
    slot.follow(reserved, maxTimestamp, batchBytes);
    reserved++;
    maxTimestamp = Math.max(maxTimestamp, batchMaxTimestamp);
    batchBytes += batchSizeBytes;
    return true;
  }

  private boolean beginPage(int ordinal, long baseOffset) {
    if (table.count() > ordinal) {
      table.restart(ordinal, baseOffset, maxTimestamp, batchBytes); // its entries were given up
      return true;
    }
    int page = pages.take(incarnation, ordinal);
    if (page < 0) {
      return false;
    }
    table.add(page, baseOffset, maxTimestamp, batchBytes);
    return true;
  }

  /** Waits until the page that a reservation lacked can be had; without the reservation lock. */
  public void awaitPage() {
    pages.awaitFile();
  }

  /** Entries that were reserved, published or not; under the reservation lock. */
  public long reserved() {
    return reserved;
  }

  /** Whether an entry is published. */
  public boolean isPublished(long entry) {
    int ordinal = (int) (entry / QueueLayout.ENTRIES_PER_PAGE);
    if (ordinal >= table.count()) {
      return false;
    }
    int page = table.page(ordinal);
    QueueFile file = pages.file(page);
    int place = (int) (entry % QueueLayout.ENTRIES_PER_PAGE);
    return file.size(file.indexOf(page) + QueueLayout.entryAt(place)) > 0;
  }

  /**
   * Gives up an entry that is reserved and not published, under the reservation lock.
   *
   * @return false if it is published
   */
  public boolean giveUp(long entry) {
    int page = table.page((int) (entry / QueueLayout.ENTRIES_PER_PAGE));
    QueueFile file = pages.file(page);
    int place = (int) (entry % QueueLayout.ENTRIES_PER_PAGE);
    return file.tryPublish(file.indexOf(page) + QueueLayout.entryAt(place), GIVEN_UP);
  }

  /** Takes back all entries from {@code entry} on, under the reservation lock; nobody writes them any more. */
  public void rewind(long entry, Totals before) {
    for (long gone = entry; gone < reserved; gone++) {
      int page = table.page((int) (gone / QueueLayout.ENTRIES_PER_PAGE));
      QueueFile file = pages.file(page);
      int place = (int) (gone % QueueLayout.ENTRIES_PER_PAGE);
      file.publish(file.indexOf(page) + QueueLayout.entryAt(place), 0);
    }
    reserved = entry;
    maxTimestamp = before.maxTimestamp();
    batchBytes = before.batchBytes();
  }

  /**
   * The last entry whose base offset is at or below {@code offset}.
   *
   * @param published how many entries are published
   * @return the entry, or -1 if there is none
   */
  public long floor(long offset, long published, QueueCursor cursor) {
    int ordinal = table.floor(offset, pagesOf(published));
    if (ordinal < 0) {
      return -1;
    }
    long low = (long) ordinal * QueueLayout.ENTRIES_PER_PAGE;
    long high = Math.min(low + QueueLayout.ENTRIES_PER_PAGE, published) - 1;
    if (offset >= restoredEnd && low < restoredEntries && restoredEntries <= high) {
      low = restoredEntries; // those before it may be damaged
    }
    while (low <= high) {
      long middle = (low + high) >>> 1;
      if (cursor.moveTo(this, middle).baseOffset() <= offset) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  /**
   * The first entry that claims a timestamp at or after {@code timestamp}.
   *
   * @return the entry, or {@code published} if there is none
   */
  public long firstReaching(long timestamp, long published, QueueCursor cursor) {
    if (published == 0) {
      return 0;
    }
    long entry = (long) table.firstReaching(timestamp, pagesOf(published)) * QueueLayout.ENTRIES_PER_PAGE;
    while (entry < published && cursor.moveTo(this, entry).maxTimestamp() < timestamp) {
      entry++;
    }
    return entry;
  }

  /** Largest timestamp and bytes of the first {@code count} entries, which are published. */
  public Totals totals(long count, QueueCursor cursor) {
    if (count == 0) {
      return Totals.NONE;
    }
    int ordinal = (int) ((count - 1) / QueueLayout.ENTRIES_PER_PAGE);
    boolean isBehind = isBehindRestored(ordinal, count);
    long largest = isBehind ? restoredTotals.maxTimestamp() : table.maxBefore(ordinal);
    long bytes = isBehind ? restoredTotals.batchBytes() : table.bytesBefore(ordinal);
    for (long entry = isBehind ? restoredEntries : firstEntry(ordinal); entry < count; entry++) {
      cursor.moveTo(this, entry);
      largest = Math.max(largest, cursor.maxTimestamp());
      bytes += cursor.sizeBytes();
    }
    return new Totals(largest, bytes);
  }

  /** Bytes of the first {@code count} entries, which are published; allocates nothing. */
  public long batchBytes(long count, QueueCursor cursor) {
    if (count == 0) {
      return 0;
    }
    int ordinal = (int) ((count - 1) / QueueLayout.ENTRIES_PER_PAGE);
    boolean isBehind = isBehindRestored(ordinal, count);
    long bytes = isBehind ? restoredTotals.batchBytes() : table.bytesBefore(ordinal);
    for (long entry = isBehind ? restoredEntries : firstEntry(ordinal); entry < count; entry++) {
      bytes += cursor.moveTo(this, entry).sizeBytes();
    }
    return bytes;
  }

  /** Whether the restored entries end in this page, at or below {@code count}: what they amount to is known. */
  private boolean isBehindRestored(int ordinal, long count) {
    return firstEntry(ordinal) < restoredEntries && restoredEntries <= count;
  }

  private static long firstEntry(int ordinal) {
    return (long) ordinal * QueueLayout.ENTRIES_PER_PAGE;
  }

  /** How many of the entries from {@code from} to {@code to} have frames that end at or below {@code position}. */
  public long endingBelow(long position, long from, long to, QueueCursor cursor) {
    long low = from;
    long high = to - 1;
    if (low <= high && cursor.moveTo(this, high).nextPosition() <= position) {
      return to;
    }
    while (low <= high) {
      long middle = (low + high) >>> 1;
      if (cursor.moveTo(this, middle).nextPosition() <= position) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private static int pagesOf(long entries) {
    return (int) ((entries + QueueLayout.ENTRIES_PER_PAGE - 1) / QueueLayout.ENTRIES_PER_PAGE);
  }

  /** Makes sure that entries may be added: to be called before a reservation, without the reservation lock. */
  public void requireTail() {
    restored.requireTail(this, table);
  }

  /** Number in the store of the page with an entry, which is sound as far as its entries were restored. */
  int pageOf(long entry) {
    int ordinal = (int) (entry / QueueLayout.ENTRIES_PER_PAGE);
    if (entry < restoredEntries) {
      restored.require(this, table, ordinal);
    }
    return table.page(ordinal);
  }

  /** Number in the store of the page {@code ordinal}, whatever became of it. */
  public int page(int ordinal) {
    return table.page(ordinal);
  }

  /** Whether the last page was damaged when the queue was opened, and another one took its place. */
  public boolean isTailReplaced() {
    return restored.isTailReplaced();
  }

  /** Restored pages that were lost with their file and are not derived again yet. */
  public int lostPages() {
    return restored.lostPages();
  }

  /** Derives the next lost page again, for the one thread that does so; false if there is none. */
  public boolean deriveLost() {
    return restored.deriveLost(this, table);
  }

  /** Nobody derives lost pages any more but who needs one. */
  public void rebuildEnded() {
    restored.rebuildEnded();
  }

  /** Whether nothing is known against the page {@code ordinal}: it was looked at, or is new. */
  public boolean isSound(int ordinal) {
    return restored.isSound(ordinal);
  }

  /** Whose queue it is. */
  public long incarnation() {
    return incarnation;
  }

  /** Hands out a page that was never used, under the reservation lock; -1 if the next file is not ready. */
  public int takePage(int ordinal) {
    return pages.take(incarnation, ordinal);
  }

  /** Base offset of the first entry of the page {@code ordinal}. */
  public long firstOffset(int ordinal) {
    return table.firstOffset(ordinal);
  }

  /** The offset behind the last entry of the page {@code ordinal}, which was restored. */
  public long endOffset(int ordinal) {
    return restored.isLast(ordinal) ? restoredEnd : table.firstOffset(ordinal + 1);
  }

  /** The offset behind the last entry that was restored. */
  public long restoredEnd() {
    return restoredEnd;
  }

  /** The file that holds a page of the store. */
  public QueueFile file(int page) {
    return pages.file(page);
  }
}
