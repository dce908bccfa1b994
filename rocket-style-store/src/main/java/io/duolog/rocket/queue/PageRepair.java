package io.duolog.rocket.queue;

/** Derives a page of a queue again from the log. */
@FunctionalInterface
public interface PageRepair {
  /**
   * A page that was made again; immutable.
   *
   * @param incarnation of its partition
   * @param ordinal which one of the partition's pages
   */
  record Repaired(long incarnation, int ordinal) {}

  /**
   * Makes a page again in one that was never used.
   *
   * @param queue whose page is damaged; all pages before it are sound
   * @param ordinal which one
   * @param count its entries
   * @return the number of the new page
   */
  int derive(ConsumeQueue queue, int ordinal, int count);
}
