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
  private volatile @Nullable Thread paced;
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
    paced = Thread.currentThread();
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
  public byte[] derive(ConsumeQueue queue, int ordinal, int count) {
    Path directory = environment.directory().resolve(StoreNames.COMMIT_LOG);
    PageEntries entries;
    try {
      entries = entries(queue, ordinal, count);
    } catch (IOException e) {
      throw Faults.typed("cannot derive a page of the queue again", directory, e);
    }
    if (!entries.isWhole()) {
      throw new CorruptException(
          "the log lacks batches of a damaged page of the queue, from offset " + queue.firstOffset(ordinal),
          FaultLocation.of(directory),
          null);
    }
    return entries.encode();
  }

  @Override
  public void derived(ConsumeQueue queue, int ordinal, int page) {
    LOG.warn("Page {} of the queue was damaged and was derived again as page {}", ordinal, page);
    repaired.incrementAndGet();
    unrecorded.add(new PageRepair.Repaired(queue.incarnation(), ordinal));
  }

  /**
   * Scans from the last batch of the page before: its own frame may begin the bytes that are damaged. If offsets are
   * missing, what was dropped and what was lost has to be told apart, by what lies behind in the log.
   */
  private PageEntries entries(ConsumeQueue queue, int ordinal, int count) throws IOException {
    long lastEntry = (long) ordinal * QueueLayout.ENTRIES_PER_PAGE - 1;
    long from = ordinal == 0 ? 0 : new QueueCursor().moveTo(queue, lastEntry).position();
    PageRange page =
        new PageRange(queue.incarnation(), queue.firstOffset(ordinal), queue.endOffset(ordinal), count);
    Truncations truncations = new Truncations();
    PageEntries entries = new PageEntries(page, durablePosition, truncations);
    scan(from, entries);
    if (entries.end().hasLost()) {
      truncations.add(queue.incarnation(), durablePosition, queue.restoredEnd());
      scan(from, truncations);
      entries = new PageEntries(page, durablePosition, truncations);
      scan(from, entries);
    }
    return entries.end();
  }

  private void scan(long from, LogScan.FrameVisitor visitor) throws IOException {
    List<Numbered> files = stored.list(StoreNames.COMMIT_LOG);
    Pace own = Thread.currentThread() == paced ? pace : null;
    LogScan.FrameVisitor shown = own == null ? visitor : new PacedVisitor(visitor, from, own);
    new LogScan(environment.disk(), durablePosition, 0, shown).scan(files, from);
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
