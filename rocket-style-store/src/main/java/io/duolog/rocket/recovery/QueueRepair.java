package io.duolog.rocket.recovery;

import io.duolog.record.RecordBatch;
import io.duolog.record.RecordTags;
import io.duolog.rocket.append.LogTail;
import io.duolog.rocket.fault.Faults;
import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.format.FrameKind;
import io.duolog.rocket.format.FrameLayout;
import io.duolog.rocket.format.QueueLayout;
import io.duolog.rocket.format.StoreNames;
import io.duolog.rocket.log.FileSupply;
import io.duolog.rocket.log.StoreEnvironment;
import io.duolog.rocket.queue.ConsumeQueue;
import io.duolog.rocket.queue.PageRepair;
import io.duolog.rocket.queue.QueueCursor;
import io.duolog.rocket.queue.QueueFile;
import io.duolog.rocket.recovery.StoredFiles.Numbered;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.FaultLocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
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

  /** Pages that were derived again and are in no checkpoint yet; whoever takes one records it. */
  Queue<PageRepair.Repaired> unrecorded() {
    return unrecorded;
  }

  /** Pages that were derived again. */
  public long repairedPages() {
    return repaired.get();
  }

  @Override
  public int derive(ConsumeQueue queue, int ordinal, int count) {
    QueueCursor cursor = new QueueCursor();
    long lastEntry = (long) ordinal * QueueLayout.ENTRIES_PER_PAGE - 1;
    long from = ordinal == 0 ? 0 : cursor.moveTo(queue, lastEntry).nextPosition();
    PageEntries entries = new PageEntries(queue.incarnation(), queue.firstOffset(ordinal), count);
    Path directory = environment.directory().resolve(StoreNames.COMMIT_LOG);
    try {
      List<Numbered> files = stored.list(StoreNames.COMMIT_LOG);
      new LogScan(environment.disk(), durablePosition, 0, entries).scan(files, from);
    } catch (IOException e) {
      throw Faults.typed("cannot derive a page of the queue again", directory, e);
    }
    if (!entries.isDone()) {
      throw new CorruptException(
          "the log lacks batches of a damaged page of the queue, from offset " + queue.firstOffset(ordinal),
          FaultLocation.of(directory),
          null);
    }
    int page = take(queue, ordinal);
    QueueFile file = queue.file(page);
    file.view().put(file.indexOf(page) + QueueLayout.PAGE_HEADER_BYTES, entries.bytes);
    LOG.warn("Page {} of the queue was damaged and was derived again as page {}", ordinal, page);
    repaired.incrementAndGet();
    unrecorded.add(new PageRepair.Repaired(queue.incarnation(), ordinal));
    return page;
  }

  private int take(ConsumeQueue queue, int ordinal) {
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

  /** Confined to one scan. The entries of one page. */
  private static final class PageEntries implements LogScan.FrameVisitor {
    private static final long ALL_TAGS = -1;

    final byte[] bytes;
    private final ByteBuffer target;
    private final RecordTags tags = new RecordTags();
    private final long incarnation;
    private final int count;
    private long nextOffset;
    private int found;
    private long unknownPosition = -1;
    private int unknownBytes;

    PageEntries(long incarnation, long firstOffset, int count) {
      this.incarnation = incarnation;
      this.nextOffset = firstOffset;
      this.count = count;
      this.bytes = new byte[count * QueueLayout.ENTRY_SIZE_BYTES];
      this.target = ByteBuffer.wrap(bytes);
    }

    @Override
    public void batch(FrameImage frame, RecordBatch batch) {
      if (frame.incarnation() != incarnation || isDone()) {
        return;
      }
      if (frame.baseOffset() > nextOffset && unknownPosition >= 0) {
        int count = Math.toIntExact(frame.baseOffset() - nextOffset);
        add(unknownPosition, unknownBytes, count, ConsumeQueue.NO_TIMESTAMP, ALL_TAGS);
      }
      if (frame.baseOffset() == nextOffset && !isDone()) {
        add(frame.position(), batch.sizeBytes(), frame.recordCount(), batch.maxTimestamp(), tags.bloomOf(batch));
      }
    }

    private void add(long position, int sizeBytes, int recordCount, long maxTimestamp, long tagBloom) {
      target.putLong(nextOffset).putLong(position).putInt(sizeBytes);
      target.putInt(recordCount).putLong(maxTimestamp).putLong(tagBloom);
      nextOffset += recordCount;
      found++;
    }

    /** Its offsets stay known; whoever reads them is told of the damage. */
    @Override
    public void damaged(FrameImage frame) {
      if (frame.incarnation() == incarnation && frame.baseOffset() == nextOffset && !isDone()) {
        int sizeBytes = frame.length() - FrameLayout.HEADER_SIZE_BYTES;
        add(frame.position(), sizeBytes, frame.recordCount(), ConsumeQueue.NO_TIMESTAMP, ALL_TAGS);
      }
    }

    @Override
    public void unknown(long firstPosition, long nextPosition) {
      unknownPosition = firstPosition;
      unknownBytes = DamagedLog.batchBytes(firstPosition, nextPosition);
    }

    @Override
    public void marker(FrameImage frame, FrameKind kind) {}

    @Override
    public void skipped(FrameImage frame) {}

    @Override
    public boolean isDone() {
      return found == count;
    }
  }
}
