package io.duolog.bench.cell;

/** The unit of a figure, and which way is better. */
public enum Unit {
  /** Records a second. */
  RECORDS_PER_SECOND("records/s", true),
  /** Millions of bytes a second. */
  MEGABYTES_PER_SECOND("MB/s", true),
  /** Milliseconds of one action. */
  MILLISECONDS("ms", false);

  private final String text;
  private final boolean moreIsBetter;

  Unit(String text, boolean moreIsBetter) {
    this.text = text;
    this.moreIsBetter = moreIsBetter;
  }

  /** As it is written behind a number. */
  public String text() {
    return text;
  }

  /** Whether a larger figure is the better one. */
  public boolean moreIsBetter() {
    return moreIsBetter;
  }

  /** The figure of a measurement in this unit. */
  public double figure(double seconds, long records, long bytes) {
    if (seconds <= 0) {
      return 0;
    }
    return switch (this) {
      case RECORDS_PER_SECOND -> records / seconds;
      case MEGABYTES_PER_SECOND -> bytes / seconds / 1e6;
      case MILLISECONDS -> records == 0 ? 0 : seconds * 1e3 / records;
    };
  }
}
