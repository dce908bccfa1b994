package io.duolog.io.nativecalls;

/** What the kernel is told about a range of a mapping; the numbers are those of Linux. */
public enum Advice {
  /** Will be read in order: read ahead further, and drop pages behind sooner. */
  SEQUENTIAL(2),
  /** Will be needed: start to read it in. */
  WILL_NEED(3),
  /** Prepare all pages for writing now, as if each had been written; contents stay. Linux 5.14 and newer. */
  POPULATE_WRITE(23);

  private final int number;

  Advice(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
