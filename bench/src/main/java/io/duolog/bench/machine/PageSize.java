package io.duolog.bench.machine;

/** The sizes in which the kernel hands out memory. */
public enum PageSize {
  /** The smallest: what a file that grows by small writes takes, from scattered free pages first. */
  SMALL(15),
  /** The largest: what a mapping of an allocated file takes. */
  HUGE(14);

  private final int advice;

  PageSize(int advice) {
    this.advice = advice;
  }

  /** The advice of {@code madvise} that asks for it. */
  int advice() {
    return advice;
  }
}
