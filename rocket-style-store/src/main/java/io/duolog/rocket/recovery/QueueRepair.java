package io.duolog.rocket.recovery;

import io.duolog.rocket.append.LogTail;
import io.duolog.rocket.fault.Faults;
import io.duolog.rocket.format.QueueLayout;
import io.duolog.rocket.format.StoreNames;
import io.duolog.rocket.log.FileSupply;
import io.duolog.rocket.log.StoreEnvironment;
import io.duolog.rocket.queue.ConsumeQueue;
import io.duolog.rocket.queue.PageRepair;
import io.duolog.rocket.queue.QueueCursor;
import io.duolog.rocket.queue.QueueFile;
import io.duolog.rocket.recovery.PageEntries.PageRange;
import io.duolog.rocket.recovery.PageEntries.Unreadable;
import io.duolog.rocket.recovery.StoredFiles.Numbered;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.FaultLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Thread-safe. Derives a damaged page of the queue again from the log, in a page that was never used (C4). */
public final class QueueRepair implements PageRepair {
  private static final Logger LOG = LoggerFactory.getLogger(QueueRepair.class);

  private final StoreEnvironment environment;
  private final StoredFiles stored;
  private final FileSupply<QueueFile> supply;
  private final long durablePosition;
  private final AtomicLong repaired = new AtomicLong();
  private final Queue<PageRepair.Repaired> unrecorded = new ConcurrentLinkedQueue<>();
  private volatile @Nullable LogTail tail;
  private volatile @Nullable Pace pace;

  QueueRepair(StoreEnvironment environment, StoredFiles stored, FileSupply<QueueFile> supply, long durablePosition) {
    this.environment = environment;
    this.durablePosition = durablePosition;
    this.stored = stored;
    this.supply = supply;
  }

  /** From here on pages are handed out under the reservation lock of {@code tail}. */
  void attach(LogTail newTail) {
    tail = newTail;
  }

  /** From here on the calling thread reads the log at a bounded rate, until {@code end} says that it need not go on. */
  void pace(BooleanSupplier end) {
    pace = new Pace(System::nanoTime, end);
  }

  /** Pages that were derived again and are in no checkpoint yet; whoever takes one records it. */
  Queue<PageRepair.Repaired> unrecorded() {
    return unrecorded;
  }

  /** Pages that were derived again. */
  public long repairedPages() {
    return repaired.get();
  }

  @Override
  public byte[] derive(ConsumeQueue queue, int ordinal, int soundOrdinal, int count) {
    String offsets = "offsets [" + queue.firstOffset(ordinal) + ", " + queue.endOffset(ordinal) + ")";
    Path directory = environment.directory().resolve(StoreNames.COMMIT_LOG);
    try {
      List<Numbered> files = stored.list(StoreNames.COMMIT_LOG);
      PageEntries entries = entries(files, queue, ordinal, soundOrdinal, count);
      Unreadable unreadable = entries.unreadable();
      if (unreadable != null) {
        FaultLocation location = StoredFiles.locationOf(files, unreadable.position());
        throw Faults.typed("the log cannot be read where batches of " + offsets + " lie", location, unreadable.fault());
      }
      if (!entries.isWhole()) {
        FaultLocation location = StoredFiles.locationOf(files, entries.lastPosition());
        throw new CorruptException("the log lacks batches of " + offsets + " behind this frame", location, null);
      }
      return entries.encode();
    } catch (IOException e) {
      throw Faults.typed("cannot derive the page of the queue of " + offsets, directory, e);
    }
  }

  @Override
  public void derived(ConsumeQueue queue, int ordinal, int page) {
    LOG.warn("Page {} of the queue was damaged and was derived again as page {}", ordinal, page);
    repaired.incrementAndGet();
    unrecorded.add(new PageRepair.Repaired(queue.incarnation(), ordinal));
  }

  /**
   * Scans from the last batch of the sound page: its own frame may begin the bytes that are damaged. If offsets are
   * missing, what was dropped and what was lost has to be told apart, by what lies behind in the log.
   */
  private PageEntries entries(List<Numbered> files, ConsumeQueue queue, int ordinal, int soundOrdinal, int count)
      throws IOException {
    long lastEntry = (soundOrdinal + 1L) * QueueLayout.ENTRIES_PER_PAGE - 1;
    long from = soundOrdinal < 0 ? 0 : new QueueCursor().moveTo(queue, lastEntry).position();
    long first = queue.firstOffset(soundOrdinal + 1);
    PageRange page =
        new PageRange(queue.incarnation(), first, queue.firstOffset(ordinal), queue.endOffset(ordinal), count);
    Truncations truncations = new Truncations();
    PageEntries entries = new PageEntries(page, durablePosition, truncations);
    scan(files, from, entries);
    if (entries.end().hasLost()) {
      truncations.add(queue.incarnation(), durablePosition, queue.restoredEnd());
      scan(files, from, truncations);
      entries = new PageEntries(page, durablePosition, truncations);
      scan(files, from, entries);
    }
    return entries.end();
  }

  private void scan(List<Numbered> files, long from, LogScan.FrameVisitor visitor) throws IOException {
    Pace set = pace;
    LogScan.FrameVisitor shown = visitor;
    if (set != null && set.isOfCurrentThread()) {
      shown = new PacedVisitor(visitor, from, set);
    }
    new LogScan(environment.disk(), durablePosition, 0, shown).passingUnreadable().scan(files, from);
  }

  @Override
  public int take(ConsumeQueue queue, int ordinal) {
    int[] page = {-1};
    while (true) {
      LogTail attached = tail;
      if (attached == null) {
        page[0] = queue.takePage(ordinal);
      } else {
        attached.withoutAppends(() -> page[0] = queue.takePage(ordinal));
      }
      if (page[0] >= 0) {
        return page[0];
      }
      if (attached == null) {
        supply.fill();
      } else {
        supply.await();
      }
    }
  }
}
