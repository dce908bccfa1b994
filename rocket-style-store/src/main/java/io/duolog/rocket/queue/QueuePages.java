package io.duolog.rocket.queue;

import io.duolog.rocket.format.QueueLayout;
import io.duolog.rocket.log.FileSupply;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pages of all partitions. Reading is thread-safe; pages are handed out under the reservation lock. Pages are used
 * once and never again; those that an unclean end may have left written are emptied before they are handed out.
 */
public final class QueuePages {
  /** Every file begins and ends at a multiple of this many pages. */
  public static final int CHUNK_PAGES = 16;

  private final FileSupply<QueueFile> supply;
  private volatile QueueFile[] fileOfChunk;
  private volatile int nextPage;
  private final BitSet lostChunks = new BitSet();
  private int emptyFrom;
  private int filesEnd;

  /**
   * Pages in these files.
   *
   * @param files ordered by first page and without gaps
   * @param nextPage first page that is not in use
   * @param supply gives the files that follow
   */
  public QueuePages(List<QueueFile> files, int nextPage, FileSupply<QueueFile> supply) {
    this.supply = supply;
    this.fileOfChunk = new QueueFile[0];
    this.nextPage = nextPage;
    files.forEach(this::add);
    this.emptyFrom = filesEnd;
  }

  /** The pages from {@code firstPage} on were lost with their file; before the pages are shared. */
  public void lose(int firstPage, int behindLast) {
    lostChunks.set(firstPage / CHUNK_PAGES, behindLast / CHUNK_PAGES);
  }

  /** Whether a page was lost with its file. */
  boolean isLost(int page) {
    return lostChunks.get(page / CHUNK_PAGES);
  }

  private void add(QueueFile file) {
    QueueFile[] more = Arrays.copyOf(fileOfChunk, file.nextPage() / CHUNK_PAGES);
    Arrays.fill(more, file.firstPage() / CHUNK_PAGES, more.length, file);
    filesEnd = file.nextPage();
    fileOfChunk = more;
  }

  /** The file that holds a page. */
  public QueueFile file(int page) {
    return fileOfChunk[page / CHUNK_PAGES];
  }

  /** The file that holds a page, or null if no file in use does. */
  @Nullable QueueFile fileOrNull(int page) {
    QueueFile[] files = fileOfChunk;
    int chunk = page / CHUNK_PAGES;
    return chunk < files.length ? files[chunk] : null;
  }

  /**
   * Hands out a page with its header written and no entries.
   *
   * @return its number, or -1 if the next file is not ready
   */
  int take(long incarnation, int ordinal) {
    if (nextPage == filesEnd) {
      @Nullable QueueFile next = supply.poll();
      if (next == null) {
        return -1;
      }
      add(next);
    }
    int page = nextPage;
    nextPage = page + 1;
    QueueFile file = file(page);
    int at = file.indexOf(page);
    ByteBuffer view = file.view();
    if (page < emptyFrom) {
      empty(page, 0);
    }
    view.putLong(at + QueueLayout.INCARNATION_AT, incarnation);
    view.putInt(at + QueueLayout.ORDINAL_AT, ordinal);
    view.putShort(at + QueueLayout.VERSION_AT, QueueLayout.VERSION);
    return page;
  }

  /** Fills a page with zeros from the slot {@code fromSlot} on. */
  void empty(int page, int fromSlot) {
    QueueFile file = file(page);
    int at = file.indexOf(page);
    int from = fromSlot == 0 ? 0 : QueueLayout.entryAt(fromSlot);
    file.view().put(at + from, new byte[QueueLayout.PAGE_SIZE_BYTES - from]);
  }

  /** Waits until a page can be handed out; to be called without the reservation lock. */
  public void awaitFile() {
    supply.await();
  }

  /** First page that was never used. */
  public int nextPage() {
    return nextPage;
  }

  /** All files, ordered by first page. */
  public List<QueueFile> files() {
    Set<QueueFile> seen = new HashSet<>();
    return Arrays.stream(fileOfChunk).filter(seen::add).toList();
  }

  /** Closes all files. */
  public void close() {
    files().forEach(QueueFile::close);
  }
}
