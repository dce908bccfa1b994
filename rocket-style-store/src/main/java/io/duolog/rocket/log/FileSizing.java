package io.duolog.rocket.log;

import io.duolog.rocket.format.FrameLayout;

/** Stateless. How large the files of a store are. */
public final class FileSizing {
  /** Sizes of files of the log are multiples of this. */
  public static final int PAGE_BYTES = 4096;

  /** Smallest file of the log. */
  public static final int LEAST_BYTES = 16 * 1024;

  private static final int FILES = 4;

  private FileSizing() {}

  /**
   * The size of new files of the log: as asked, or lowered until there is space for four (D6).
   *
   * @param askedBytes a multiple of {@link #PAGE_BYTES}
   * @param maxBatchBytes largest batch, which a file has to hold with its frame
   * @param usableBytes space that there is
   */
  public static int fitting(int askedBytes, int maxBatchBytes, long usableBytes) {
    int least = Math.max(LEAST_BYTES, roundedUp(FrameLayout.spanOf(FrameLayout.lengthOf(maxBatchBytes))));
    int size = askedBytes;
    while (size > least && (long) size * FILES > usableBytes) {
      size = Math.max(least, size / 2 / PAGE_BYTES * PAGE_BYTES);
    }
    return size;
  }

  private static int roundedUp(int bytes) {
    return (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
  }
}
