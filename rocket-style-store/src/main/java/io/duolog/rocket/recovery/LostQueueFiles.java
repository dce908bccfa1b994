package io.duolog.rocket.recovery;

import io.duolog.io.file.FileEntry;
import io.duolog.io.file.OpenMode;
import io.duolog.io.mapped.MappedFile;
import io.duolog.rocket.format.QueueLayout;
import io.duolog.rocket.format.StoreNames;
import io.duolog.rocket.log.StoreEnvironment;
import io.duolog.rocket.queue.QueuePages;
import io.duolog.rocket.recovery.StoredFiles.Numbered;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Confined to one opening, and then to the thread that derives pages again. Files of the queue that are missing, or are
 * no sequence of pages, beside others that are whole: each is made again, empty, so that every page of it differs from
 * its checksum and is derived when it is needed (C4).
 *
 * <p>A mark beside such a file lasts until its pages are derived and recorded, through any number of crashes. It is
 * there before the file is, and a file that has one is known as lost whatever it holds.
 */
final class LostQueueFiles {
  private static final int CHUNK_BYTES = QueuePages.CHUNK_PAGES * QueueLayout.PAGE_SIZE_BYTES;

  private final StoreEnvironment environment;
  private final Path directory;
  private final List<Numbered> lost = new ArrayList<>();

  LostQueueFiles(StoreEnvironment environment) {
    this.environment = environment;
    this.directory = environment.directory().resolve(StoreNames.CONSUME_QUEUE);
  }

  /**
   * Makes up for what is missing of the pages below {@code nextPage}.
   *
   * @return the files that there are now; none if too little is left: to derive everything in one go is less work
   */
  List<Numbered> complete(List<Numbered> found, int nextPage) throws IOException {
    List<Numbered> whole = wholeOf(found);
    long missing = nextPage - pagesBelow(whole, nextPage);
    if (whole.isEmpty() || missing > nextPage / 2) {
      return List.of();
    }
    for (Numbered file : found) {
      if (!whole.contains(file)) {
        mark(file.number());
        environment.disk().delete(file.path());
        environment.disk().forceDirectory(directory);
      }
    }
    List<Numbered> files = new ArrayList<>();
    long next = 0;
    for (Numbered file : whole) {
      fill(files, next, file.number());
      files.add(file);
      next = endOf(file);
    }
    fill(files, next, nextPage);
    for (String mark : marks()) {
      files.stream().filter(file -> mark.equals(markOf(file.number()))).forEach(this::found);
    }
    return files;
  }

  private void found(Numbered file) {
    if (!lost.contains(file)) {
      lost.add(file);
    }
  }

  /** Those of the files that hold whole pages and do not overlap. */
  private static List<Numbered> wholeOf(List<Numbered> found) {
    List<Numbered> whole = new ArrayList<>();
    long next = 0;
    for (Numbered file : found) {
      boolean isWhole = file.sizeBytes() > 0 && file.sizeBytes() % CHUNK_BYTES == 0;
      if (isWhole && file.number() >= next && file.number() % QueuePages.CHUNK_PAGES == 0) {
        whole.add(file);
        next = endOf(file);
      }
    }
    return whole;
  }

  private static long pagesBelow(List<Numbered> files, int nextPage) {
    return files.stream()
        .filter(file -> file.number() < nextPage)
        .mapToLong(file -> Math.min(endOf(file), nextPage) - file.number())
        .sum();
  }

  private static long endOf(Numbered file) {
    return file.number() + file.sizeBytes() / QueueLayout.PAGE_SIZE_BYTES;
  }

  private void fill(List<Numbered> files, long from, long to) throws IOException {
    for (long page = from; page < to; ) {
      long missingBytes = (to - page) * QueueLayout.PAGE_SIZE_BYTES;
      long roundedBytes = (missingBytes + CHUNK_BYTES - 1) / CHUNK_BYTES * CHUNK_BYTES;
      long sizeBytes = Math.min(roundedBytes, environment.settings().queueFileBytes());
      Path path = directory.resolve(StoreNames.numbered(page));
      mark(page);
      MappedFile.create(environment.disk(), environment.budget(), path, sizeBytes).close();
      Numbered made = new Numbered(path, page, sizeBytes);
      files.add(made);
      lost.add(made);
      page = endOf(made);
    }
  }

  private void mark(long number) throws IOException {
    environment.disk().open(directory.resolve(markOf(number)), OpenMode.CREATE).close();
    environment.disk().forceDirectory(directory);
  }

  private List<String> marks() throws IOException {
    return environment.disk().list(directory).stream()
        .map(FileEntry::name)
        .filter(name -> name.endsWith(StoreNames.LOST_SUFFIX))
        .toList();
  }

  private static String markOf(long number) {
    return StoreNames.numbered(number) + StoreNames.LOST_SUFFIX;
  }

  /** The files whose pages count as lost. */
  List<Numbered> lost() {
    return lost;
  }

  /** First page of such a file. */
  static int firstPage(Numbered file) {
    return Math.toIntExact(file.number());
  }

  /** Behind the last page of such a file. */
  static int nextPage(Numbered file) {
    return Math.toIntExact(endOf(file));
  }

  /** Everything is derived and recorded: the marks go. */
  void forget() throws IOException {
    for (String mark : marks()) {
      environment.disk().delete(directory.resolve(mark));
    }
    environment.disk().forceDirectory(directory);
  }
}
