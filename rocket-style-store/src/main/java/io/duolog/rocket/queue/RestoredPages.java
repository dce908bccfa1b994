package io.duolog.rocket.queue;

import io.duolog.io.nativecalls.NativeCalls;
import io.duolog.rocket.format.QueueLayout;
import io.duolog.storage.error.OverloadedException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Thread-safe; what is known of the last page is guarded by {@code tail}, and a page that differs is derived by one
 * thread at a time. The pages that a queue had when it was opened: each is compared with its recorded checksum at its
 * first use (C8), and derived again if it differs (C4).
 *
 * <p>Who needs a page derives it, and no other: a page that cannot be derived is told to who needs that one (C3). Pages
 * of lost files are left to the thread that derives them in the background, as long as it has them still to do; so is a
 * damaged page behind them, which would have to be looked for in all of the log that they stand for.
 *
 * <p>The page that is not full is looked at before the first append behind its entries. If it is damaged, a page that
 * was never used takes its place at once, and those entries are written there when they are derived: neither an append
 * nor an opening waits for that, or comes to nothing if the log cannot be read now (C3).
 */
final class RestoredPages {
  private static final VarHandle SOUND =
      MethodHandles.arrayElementVarHandle(boolean[].class).withInvokeExactBehavior();
  private static final int FIRST_CAPACITY = 4;
  private static final long MOST_WAIT_NANOS = 1_000_000_000;
  private static final long STEP_NANOS = 1_000_000;

  private final PageRepair repair;
  private final Object tail = new Object();
  private int[] crcs = {};
  private boolean[] sound = {};
  private int count;
  private int tailEntries = QueueLayout.ENTRIES_PER_PAGE;
  private volatile boolean isTailSettled;
  private volatile boolean isTailReplaced;
  private final BitSet lost = new BitSet();
  private final Set<Integer> beingDerived = ConcurrentHashMap.newKeySet();
  private volatile int nextLost;
  private volatile boolean isRebuilding;
  private volatile @Nullable Thread rebuilder;

  RestoredPages(PageRepair repair) {
    this.repair = repair;
  }

  /** Takes the next page; before the queue is shared. */
  void add(int crc, int entries, boolean isLost) {
    if (count == crcs.length) {
      int capacity = Math.max(FIRST_CAPACITY, 2 * count);
      crcs = Arrays.copyOf(crcs, capacity);
      sound = Arrays.copyOf(sound, capacity);
    }
    lost.set(count, isLost);
    isRebuilding |= isLost;
    crcs[count++] = crc;
    tailEntries = entries;
  }

  /** Pages that were lost with their file and are not derived again yet. */
  int lostPages() {
    return (int) lost.stream().filter(ordinal -> !isSound(ordinal)).count();
  }

  /**
   * Derives the next of them, in their order, for the one thread that does so; false if there is none. If it throws,
   * the one after that is the next.
   */
  boolean deriveLost(ConsumeQueue queue, PageTable table) {
    rebuilder = Thread.currentThread();
    int ordinal = lost.nextSetBit(nextLost);
    if (ordinal < 0) {
      return false;
    }
    try {
      require(queue, table, ordinal);
    } finally {
      nextLost = ordinal + 1;
    }
    return true;
  }

  /** Nobody derives lost pages any more but who needs one. */
  void rebuildEnded() {
    isRebuilding = false;
  }

  /** Whether {@code ordinal} is the last one. */
  boolean isLast(int ordinal) {
    return ordinal == count - 1;
  }

  /** Whether a page is known to be sound. */
  boolean isSound(int ordinal) {
    return ordinal >= count || (boolean) SOUND.getAcquire(sound, ordinal);
  }

  /** Whether the last page was damaged, and another one took its place. */
  boolean isTailReplaced() {
    return isTailReplaced;
  }

  /** Makes sure that a page may be used. */
  void require(ConsumeQueue queue, PageTable table, int ordinal) {
    if (!isSound(ordinal)) {
      check(queue, table, ordinal);
    }
  }

  /** Makes sure that entries may be added behind the last page. */
  void requireTail(ConsumeQueue queue, PageTable table) {
    if (!isTailSettled) {
      settleTail(queue, table);
    }
  }

  private void settleTail(ConsumeQueue queue, PageTable table) {
    synchronized (tail) {
      if (!isTailSettled && tailEntries < QueueLayout.ENTRIES_PER_PAGE) {
        int ordinal = count - 1;
        if (isAsRecorded(queue, table, ordinal)) {
          SOUND.setRelease(sound, ordinal, true);
        } else {
          table.replace(ordinal, repair.take(queue, ordinal));
          isTailReplaced = true;
        }
      }
      isTailSettled = true;
    }
  }

  private void check(ConsumeQueue queue, PageTable table, int ordinal) {
    if (isLast(ordinal)) {
      requireTail(queue, table);
    }
    if (isIntact(queue, table, ordinal)) {
      return;
    }
    int soundOrdinal = lastSoundBefore(queue, table, ordinal);
    if (begin(ordinal, soundOrdinal)) {
      try {
        derive(queue, table, ordinal);
      } finally {
        beingDerived.remove(ordinal);
      }
    }
  }

  /** Whether a page is sound, which is looked up if it is not known. */
  private boolean isIntact(ConsumeQueue queue, PageTable table, int ordinal) {
    boolean isGone = lost.get(ordinal) || (isTailReplaced && isLast(ordinal));
    if (!isSound(ordinal) && !isGone && isAsRecorded(queue, table, ordinal)) {
      SOUND.setRelease(sound, ordinal, true);
    }
    return isSound(ordinal);
  }

  private int lastSoundBefore(ConsumeQueue queue, PageTable table, int ordinal) {
    int before = ordinal - 1;
    while (before >= 0 && !isIntact(queue, table, before)) {
      before--;
    }
    return before;
  }

  /** Lets this thread derive a page, unless another one did meanwhile: it is waited for, but not for long (E5). */
  private boolean begin(int ordinal, int soundOrdinal) {
    long deadline = System.nanoTime() + MOST_WAIT_NANOS;
    while (!isSound(ordinal)) {
      if (!isLeftToRebuild(ordinal, soundOrdinal) && beingDerived.add(ordinal)) {
        return true;
      }
      if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
        throw new OverloadedException(
            "pages of a queue are being derived again from the log, " + lostPages() + " lost ones are left",
            0,
            MOST_WAIT_NANOS);
      }
      LockSupport.parkNanos(this, STEP_NANOS);
    }
    return false;
  }

  /** Whether the page, or one between it and the sound one before it, is still to be derived by the other thread. */
  private boolean isLeftToRebuild(int ordinal, int soundOrdinal) {
    if (!isRebuilding || Thread.currentThread() == rebuilder) {
      return false;
    }
    int left = lost.nextSetBit(Math.max(nextLost, soundOrdinal + 1));
    return left >= 0 && left <= ordinal;
  }

  private void derive(ConsumeQueue queue, PageTable table, int ordinal) {
    boolean isReplaced = isTailReplaced && isLast(ordinal);
    if (isSound(ordinal)) {
      return;
    }
    if (isReplaced || !isAsRecorded(queue, table, ordinal)) {
      int soundOrdinal = lastSoundBefore(queue, table, ordinal);
      byte[] entries = repair.derive(queue, ordinal, soundOrdinal, entriesOf(ordinal));
      int page = isReplaced ? table.page(ordinal) : repair.take(queue, ordinal);
      QueueFile file = queue.file(page);
      file.view().put(file.indexOf(page) + QueueLayout.PAGE_HEADER_BYTES, entries);
      NativeCalls.system().faultPoint();
      if (!isReplaced) {
        table.replace(ordinal, page);
      }
      SOUND.setRelease(sound, ordinal, true); // before a checkpoint may record it as such
      repair.derived(queue, ordinal, page);
    }
    SOUND.setRelease(sound, ordinal, true);
  }

  private int entriesOf(int ordinal) {
    return isLast(ordinal) ? tailEntries : QueueLayout.ENTRIES_PER_PAGE;
  }

  /** Sums a heap copy (E4); a page that cannot be read is as good as one that differs. */
  private boolean isAsRecorded(ConsumeQueue queue, PageTable table, int ordinal) {
    int page = table.page(ordinal);
    QueueFile file = queue.file(page);
    byte[] copy = new byte[QueueLayout.entryAt(entriesOf(ordinal))];
    try {
      file.view().get(file.indexOf(page), copy);
      NativeCalls.system().faultPoint();
    } catch (InternalError fault) {
      return false;
    }
    CRC32C crc = new CRC32C();
    crc.update(copy);
    return (int) crc.getValue() == crcs[ordinal];
  }
}
