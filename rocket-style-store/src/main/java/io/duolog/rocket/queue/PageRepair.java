package io.duolog.rocket.queue;

/** Derives pages of a queue again from the log. Thread-safe. */
public interface PageRepair {
  /**
   * A page that was made again; immutable.
   *
   * @param incarnation of its partition
   * @param ordinal which one of the partition's pages
   */
  record Repaired(long incarnation, int ordinal) {}

  /**
   * Derives the first entries of a page.
   *
   * @param queue whose page is damaged
   * @param ordinal which one
   * @param soundOrdinal the last page before it that is sound; -1 if none is
   * @param count how many entries, all of which were there when the store was opened
   * @return the entries as they are stored
   * @throws io.duolog.storage.error.StorageException if the log cannot be read, or lacks their batches; its message
   *     names the offsets
   */
  byte[] derive(ConsumeQueue queue, int ordinal, int soundOrdinal, int count);

  /** Hands out a page that was never used; waits for one if it must. The reservation lock must not be held. */
  int take(ConsumeQueue queue, int ordinal);

  /** The page is whole again, as the page {@code page} of the store. */
  void derived(ConsumeQueue queue, int ordinal, int page);
}
