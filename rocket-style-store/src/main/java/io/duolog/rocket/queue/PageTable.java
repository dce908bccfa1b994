package io.duolog.rocket.queue;

import java.util.Arrays;

/**
 * The pages of one partition in order, in memory: for each its number, its first base offset, and the largest
 * timestamp and the bytes of all batches before it. Written under its monitor, by appends and by who replaces a damaged
 * page; read by anybody: values first, then the count with release.
 *
 * <p>Kept in chunks that are never copied once they are full, so that a long queue costs 32 bytes a page and no more.
 */
final class PageTable {
  private static final int CHUNK_PAGES = 256;
  private static final int FIRST_CAPACITY = 2;
  private static final int WORDS = 4;
  private static final int FIRST_OFFSET = 0;
  private static final int MAX_BEFORE = 1;
  private static final int PAGE = 2;
  private static final int BYTES_BEFORE = 3;

  private volatile long[][] chunks = {new long[FIRST_CAPACITY * WORDS]};
  private volatile int count;

  int count() {
    return count;
  }

  int page(int ordinal) {
    return (int) word(ordinal, PAGE);
  }

  long firstOffset(int ordinal) {
    return word(ordinal, FIRST_OFFSET);
  }

  /** Largest timestamp of the entries before this page, or -1 before the first. */
  long maxBefore(int ordinal) {
    return word(ordinal, MAX_BEFORE);
  }

  /** Bytes of the batches before this page. */
  long bytesBefore(int ordinal) {
    return word(ordinal, BYTES_BEFORE);
  }

  private long word(int ordinal, int which) {
    return chunks[ordinal / CHUNK_PAGES][ordinal % CHUNK_PAGES * WORDS + which];
  }

  synchronized void add(int page, long firstOffset, long maxBefore, long bytesBefore) {
    int ordinal = count;
    long[] chunk = room(ordinal / CHUNK_PAGES, ordinal % CHUNK_PAGES);
    int at = ordinal % CHUNK_PAGES * WORDS;
    chunk[at + FIRST_OFFSET] = firstOffset;
    chunk[at + MAX_BEFORE] = maxBefore;
    chunk[at + PAGE] = page;
    chunk[at + BYTES_BEFORE] = bytesBefore;
    count = ordinal + 1;
  }

  /** Begins a page again whose entries were taken back. */
  synchronized void restart(int ordinal, long firstOffset, long maxBefore, long bytesBefore) {
    long[] chunk = chunks[ordinal / CHUNK_PAGES];
    int at = ordinal % CHUNK_PAGES * WORDS;
    chunk[at + FIRST_OFFSET] = firstOffset;
    chunk[at + MAX_BEFORE] = maxBefore;
    chunk[at + BYTES_BEFORE] = bytesBefore;
    count = ordinal + 1;
  }

  /** Lets another page stand for a damaged one, with the same entries. */
  synchronized void replace(int ordinal, int page) {
    chunks[ordinal / CHUNK_PAGES][ordinal % CHUNK_PAGES * WORDS + PAGE] = page;
    int published = count;
    count = published;
  }

  private long[] room(int chunk, int place) {
    long[][] now = chunks;
    if (chunk == now.length) {
      now = Arrays.copyOf(now, chunk + 1);
      now[chunk] = new long[CHUNK_PAGES * WORDS];
      chunks = now;
    } else if (place * WORDS == now[chunk].length) {
      now = now.clone();
      now[chunk] = Arrays.copyOf(now[chunk], Math.min(2 * place, CHUNK_PAGES) * WORDS);
      chunks = now;
    }
    return now[chunk];
  }

  /** The last page whose first offset is at or below {@code offset}, among the first {@code limit}; -1 if none is. */
  int floor(long offset, int limit) {
    int low = 0;
    int high = limit - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (firstOffset(middle) <= offset) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  /** The last page before which no timestamp is at or above {@code timestamp}, among the first {@code limit}. */
  int firstReaching(long timestamp, int limit) {
    int low = 0;
    int high = limit - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (maxBefore(middle) < timestamp) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
