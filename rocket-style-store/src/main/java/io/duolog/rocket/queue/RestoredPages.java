package io.duolog.rocket.queue;

import io.duolog.io.nativecalls.NativeCalls;
import io.duolog.rocket.format.QueueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Thread-safe; guarded by its monitor, but for the flags that a check is over. The pages that a queue had when it was
 * opened: each is compared with its recorded checksum at its first use (C8), and derived again if it differs (C4).
 *
 * <p>The page that is not full is checked before the first append behind its entries, so nobody writes into a page that
 * is being replaced.
 */
final class RestoredPages {
  private static final VarHandle SOUND =
      MethodHandles.arrayElementVarHandle(boolean[].class).withInvokeExactBehavior();
  private static final int FIRST_CAPACITY = 4;

  private final PageRepair repair;
  private int[] crcs = {};
  private boolean[] sound = {};
  private int count;
  private int tailEntries = QueueLayout.ENTRIES_PER_PAGE;
  private volatile boolean isTailSound;

  RestoredPages(PageRepair repair) {
    this.repair = repair;
  }

  /** Takes the next page; before the queue is shared. */
  void add(int crc, int entries) {
    if (count == crcs.length) {
      int capacity = Math.max(FIRST_CAPACITY, 2 * count);
      crcs = Arrays.copyOf(crcs, capacity);
      sound = Arrays.copyOf(sound, capacity);
    }
    crcs[count++] = crc;
    tailEntries = entries;
  }

  /** Makes sure that a page may be used. */
  void require(ConsumeQueue queue, PageTable table, int ordinal) {
    if (ordinal < count && !(boolean) SOUND.getAcquire(sound, ordinal)) {
      check(queue, table, ordinal);
    }
  }

  /** Makes sure that entries may be added behind the last page. */
  void requireTail(ConsumeQueue queue, PageTable table) {
    if (!isTailSound) {
      if (count > 0) {
        require(queue, table, count - 1);
      }
      isTailSound = true;
    }
  }

  private synchronized void check(ConsumeQueue queue, PageTable table, int ordinal) {
    if (sound[ordinal]) {
      return;
    }
    int entries = ordinal == count - 1 ? tailEntries : QueueLayout.ENTRIES_PER_PAGE;
    int page = table.page(ordinal);
    if (crcOf(queue.file(page), page, QueueLayout.entryAt(entries)) != crcs[ordinal]) {
      if (ordinal > 0) {
        require(queue, table, ordinal - 1);
      }
      table.replace(ordinal, repair.derive(queue, ordinal, entries));
    }
    SOUND.setRelease(sound, ordinal, true);
  }

  /** Sums a heap copy (E4); a page that cannot be read is as good as one that differs. */
  private static int crcOf(QueueFile file, int page, int length) {
    byte[] copy = new byte[length];
    try {
      file.view().get(file.indexOf(page), copy);
      NativeCalls.system().faultPoint();
    } catch (InternalError fault) {
      return 0;
    }
    CRC32C crc = new CRC32C();
    crc.update(copy);
    return (int) crc.getValue();
  }
}
