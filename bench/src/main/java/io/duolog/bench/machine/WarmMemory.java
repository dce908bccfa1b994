package io.duolog.bench.machine;

/**
 * Makes free memory warm: a hypervisor takes idle memory away after a second or two, and the first touch of such a page
 * is many times slower. Stateless.
 */
public final class WarmMemory {
  /** Part of the free memory that is touched at most. */
  private static final int FREE_PARTS = 4;

  private WarmMemory() {}

  /**
   * Takes memory in the largest pages, which are those that the mapping of an allocated file takes next, touches all of
   * it and gives it back. Does nothing where it cannot be had.
   *
   * @param wantedBytes how much; at most a quarter of what is free
   */
  public static void touch(long wantedBytes) {
    long sizeBytes = Math.min(wantedBytes, DirtyPages.memory("MemFree") / FREE_PARTS);
    NativeCalls.system().ifPresent(calls -> calls.touchFreeMemory(sizeBytes));
  }
}
