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
   * @param queue whose page is damaged; all pages before it are sound
   * @param ordinal which one
   * @param count how many entries, all of which were there when the store was opened
   * @return the entries as they are stored
   * @throws io.duolog.storage.error.StorageException if the log cannot be read, or lacks their batches
   */
  byte[] derive(ConsumeQueue queue, int ordinal, int count);

  /** Hands out a page that was never used; waits for one if it must. The reservation lock must not be held. */
  int take(ConsumeQueue queue, int ordinal);

  /** The page is whole again, as the page {@code page} of the store. */
  void derived(ConsumeQueue queue, int ordinal, int page);
}
