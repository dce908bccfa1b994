package io.duolog.rocket.store;

import io.duolog.io.nativecalls.NativeCalls;
import io.duolog.rocket.format.CatalogueEntries.PageSealed;
import io.duolog.rocket.format.CheckpointPayload.Contents;
import io.duolog.rocket.format.CheckpointPayload.Epochs;
import io.duolog.rocket.format.CheckpointPayload.Offsets;
import io.duolog.rocket.format.CheckpointPayload.PartitionState;
import io.duolog.rocket.format.CheckpointPayload.TailPage;
import io.duolog.rocket.format.QueueLayout;
import io.duolog.rocket.partition.Partition;
import io.duolog.rocket.queue.ConsumeQueue;
import io.duolog.rocket.queue.ConsumeQueue.Totals;
import io.duolog.rocket.queue.QueueCursor;
import io.duolog.rocket.queue.QueueFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Confined to whoever writes checkpoints. How far each partition's queue was recorded, and what has to be forced and
 * recorded before the next checkpoint may rely on it.
 */
final class QueueMarks {
  private final Map<Partition, PartitionState> recorded = new HashMap<>();
  private final IdentityHashMap<QueueFile, PageRange> dirty = new IdentityHashMap<>();
  private final List<PageSealed> sealed = new ArrayList<>();
  private final Set<Partition> moved = new HashSet<>();
  private final QueueCursor cursor = new QueueCursor();
  private final CRC32C crc = new CRC32C();
  private final byte[] page = new byte[QueueLayout.PAGE_SIZE_BYTES];

  /** Confined to its marks. Pages of one file that were written. */
  private static final class PageRange {
    int first = Integer.MAX_VALUE;
    int last = -1;

    void add(int number) {
      first = Math.min(first, number);
      last = Math.max(last, number);
    }
  }

  /** Takes the state of a partition that was opened; what it says is durable already. */
  void restore(Partition partition, PartitionState state) {
    recorded.put(partition, state);
  }

  /** A page of a partition was made again elsewhere: the next checkpoint has to rely on the new one. */
  void repaired(Partition partition, int ordinal) {
    PartitionState last = recorded.get(partition);
    long count = last == null ? 0 : last.contents().entryCount();
    if ((long) ordinal * QueueLayout.ENTRIES_PER_PAGE < count) {
      int number = partition.queue().page(ordinal);
      dirty.computeIfAbsent(partition.queue().file(number), file -> new PageRange()).add(number);
      if ((ordinal + 1L) * QueueLayout.ENTRIES_PER_PAGE <= count) {
        sealed.add(sealed(partition, ordinal));
      } else {
        moved.add(partition);
      }
    }
  }

  /** The state of a partition as of the position {@code durable}; notes the pages that it relies on. */
  PartitionState update(Partition partition, long durable) {
    long count = partition.durableEntries(durable, cursor);
    PartitionState last = recorded.get(partition);
    boolean isMoved = moved.remove(partition);
    if (!isMoved && last != null && last.contents().entryCount() == count) {
      return unmoved(partition, last);
    }
    Offsets offsets = offsets(partition, count);
    long before = last == null ? 0 : last.contents().entryCount();
    note(partition, before, count);
    PartitionState state = state(partition, count, offsets);
    recorded.put(partition, state);
    return state;
  }

  /** No entry came since the last checkpoint, so no page is looked into: it may be one that cannot be read now (C3). */
  private PartitionState unmoved(Partition partition, PartitionState last) {
    long end = last.offsets().end();
    Offsets offsets = new Offsets(partition.logStart(), Math.min(partition.highWatermark(), end), end);
    if (last.offsets().equals(offsets)) {
      return last;
    }
    Epochs epochs = new Epochs(partition.leaderEpoch(), 0);
    PartitionState state =
        new PartitionState(
            last.incarnation(), offsets, last.contents(), last.nextPosition(), epochs, last.tail());
    recorded.put(partition, state);
    return state;
  }

  private Offsets offsets(Partition partition, long count) {
    long end = count == 0 ? partition.logStart() : cursor.moveTo(partition.queue(), count - 1).nextOffset();
    return new Offsets(partition.logStart(), Math.min(partition.highWatermark(), end), end);
  }

  private void note(Partition partition, long before, long count) {
    ConsumeQueue queue = partition.queue();
    int full = (int) (count / QueueLayout.ENTRIES_PER_PAGE);
    for (int ordinal = (int) (before / QueueLayout.ENTRIES_PER_PAGE); before < count && ordinal <= full; ordinal++) {
      boolean isFull = ordinal < full;
      if (isFull || count % QueueLayout.ENTRIES_PER_PAGE > 0) {
        int number = queue.page(ordinal);
        dirty.computeIfAbsent(queue.file(number), file -> new PageRange()).add(number);
      }
      if (isFull) {
        sealed.add(sealed(partition, ordinal));
      }
    }
  }

  private PageSealed sealed(Partition partition, int ordinal) {
    ConsumeQueue queue = partition.queue();
    int number = queue.page(ordinal);
    Totals totals = queue.totals((ordinal + 1L) * QueueLayout.ENTRIES_PER_PAGE, cursor);
    return new PageSealed(
        partition.owner().incarnation(),
        ordinal,
        number,
        queue.firstOffset(ordinal),
        totals.maxTimestamp(),
        totals.batchBytes(),
        recordedCrc(queue, ordinal, QueueLayout.PAGE_SIZE_BYTES));
  }

  private PartitionState state(Partition partition, long count, Offsets offsets) {
    ConsumeQueue queue = partition.queue();
    Totals totals = queue.totals(count, cursor);
    TailPage tail = TailPage.NONE;
    int slots = (int) (count % QueueLayout.ENTRIES_PER_PAGE);
    if (slots > 0) {
      int ordinal = (int) (count / QueueLayout.ENTRIES_PER_PAGE);
      int number = queue.page(ordinal);
      int sum = recordedCrc(queue, ordinal, QueueLayout.entryAt(slots));
      tail = new TailPage(number, slots, sum, queue.firstOffset(ordinal));
    }
    long nextPosition = count == 0 ? 0 : cursor.moveTo(queue, count - 1).nextPosition();
    return new PartitionState(
        partition.owner().incarnation(),
        offsets,
        new Contents(count, totals.maxTimestamp(), totals.batchBytes()),
        nextPosition,
        new Epochs(partition.leaderEpoch(), 0),
        tail);
  }

  /** A page that lacks entries, as they could not be derived yet, is recorded so that it counts as damaged (C4). */
  private int recordedCrc(ConsumeQueue queue, int ordinal, int length) {
    boolean isSound = queue.isSound(ordinal); // read first: what is missing is written before it counts as sound
    int number = queue.page(ordinal);
    int sum = crcOf(queue.file(number), number, length);
    return isSound ? sum : ~sum;
  }

  /** Sums a heap copy: a checksum never meets a faulting page (E4). */
  private int crcOf(QueueFile file, int number, int length) {
    file.view().get(file.indexOf(number), page, 0, length);
    NativeCalls.system().faultPoint();
    crc.reset();
    crc.update(page, 0, length);
    return (int) crc.getValue();
  }

  /** Forces the pages that were noted. */
  void force() throws IOException {
    for (Map.Entry<QueueFile, PageRange> entry : dirty.entrySet()) {
      QueueFile file = entry.getKey();
      PageRange pages = entry.getValue();
      long length = (pages.last - pages.first + 1L) * QueueLayout.PAGE_SIZE_BYTES;
      file.mapped().force(file.indexOf(pages.first), length);
    }
    dirty.clear();
  }

  /** The pages that became full and were not recorded yet; they are forced. */
  List<PageSealed> sealed() {
    return sealed;
  }

  /** The full pages are in the catalogue. */
  void sealedRecorded() {
    sealed.clear();
  }
}
