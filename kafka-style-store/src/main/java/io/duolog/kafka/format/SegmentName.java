package io.duolog.kafka.format;

import java.util.OptionalLong;

/** Stateless. The names of a segment's files: 20 decimal digits of the base offset and a suffix. */
public final class SegmentName {
  private static final String LOG_SUFFIX = ".log";
  private static final String OFFSET_INDEX_SUFFIX = ".index";
  private static final String TIME_INDEX_SUFFIX = ".timeindex";
  private static final int DIGITS = 20;

  private SegmentName() {}

  /** The segment's batches. */
  public static String log(long baseOffset) {
    return digits(baseOffset) + LOG_SUFFIX;
  }

  /** The segment's offset index. */
  public static String offsetIndex(long baseOffset) {
    return digits(baseOffset) + OFFSET_INDEX_SUFFIX;
  }

  /** The segment's time index. */
  public static String timeIndex(long baseOffset) {
    return digits(baseOffset) + TIME_INDEX_SUFFIX;
  }

  private static String digits(long baseOffset) {
    String number = Long.toString(baseOffset);
    return "0".repeat(DIGITS - number.length()) + number;
  }

  /** The base offset in the name of a log file; empty for every other name. */
  public static OptionalLong baseOffsetOfLog(String fileName) {
    if (fileName.length() != DIGITS + LOG_SUFFIX.length() || !fileName.endsWith(LOG_SUFFIX)) {
      return OptionalLong.empty();
    }
    try {
      long baseOffset = Long.parseLong(fileName.substring(0, DIGITS));
      return baseOffset < 0 ? OptionalLong.empty() : OptionalLong.of(baseOffset);
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
