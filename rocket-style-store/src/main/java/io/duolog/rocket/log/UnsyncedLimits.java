package io.duolog.rocket.log;

/**
 * How much a store may hold published and not forced (D7); immutable.
 *
 * @param bytes most bytes of batches; 0 for no bound
 * @param ageMillis age of the oldest byte at which a force starts; 0 for no bound
 * @param waitMillis how long a blocking append waits for room
 */
public record UnsyncedLimits(long bytes, long ageMillis, long waitMillis) {
  /** Beyond this many times the age no append is taken. */
  public static final int MOST_AGES = 4;
}
