package io.duolog.rocket.queue;

import io.duolog.rocket.format.QueueLayout;
import io.duolog.rocket.log.AllocationThread;
import io.duolog.rocket.log.FileSupply;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Confined to its thread. Prepares the pages that are handed out next for writing, at most 2 MiB ahead: a page is
 * first touched under the reservation lock, where a fault would wait for the file system's journal (E7).
 */
public final class QueuePrefault implements AllocationThread.Supply {
  private static final Logger LOG = LoggerFactory.getLogger(QueuePrefault.class);
  private static final int STEP_PAGES = 64;
  private static final int AHEAD_PAGES = 512;

  private final QueuePages pages;
  private final FileSupply<QueueFile> supply;
  private int prepared;
  private boolean isFailed;

  /** Prepares pages of {@code pages}, and of the files that {@code supply} has ready for them. */
  public QueuePrefault(QueuePages pages, FileSupply<QueueFile> supply) {
    this.pages = pages;
    this.supply = supply;
  }

  @Override
  public boolean step() {
    int next = pages.nextPage();
    prepared = Math.max(prepared, next);
    if (isFailed || prepared >= next + AHEAD_PAGES) {
      return false;
    }
    QueueFile file = fileOf(prepared);
    if (file == null) {
      return false;
    }
    int count = Math.min(STEP_PAGES, file.nextPage() - prepared);
    try {
      file.mapped().populate(file.indexOf(prepared), (long) count * QueueLayout.PAGE_SIZE_BYTES);
      prepared += count;
      return true;
    } catch (IOException e) {
      LOG.warn("Queue pages are not prepared ahead of appends any more: {}", e.toString());
      isFailed = true;
      return false;
    }
  }

  private @Nullable QueueFile fileOf(int page) {
    @Nullable QueueFile inUse = pages.fileOrNull(page);
    if (inUse != null) {
      return inUse;
    }
    for (QueueFile file : supply.ready()) {
      if (file.firstPage() <= page && page < file.nextPage()) {
        return file;
      }
    }
    return null;
  }
}
