package io.duolog.bench.load;

/**
 * How often a producer's loop looks at the clock. Immutable.
 *
 * @param actionsPerCheck actions between two looks at the deadline and the byte cap, a power of two
 * @param actionsPerSample actions of which one is timed, a power of two
 */
public record Pace(int actionsPerCheck, int actionsPerSample) {
  /** For actions below some microseconds: one of 32 is timed. */
  public static final Pace FAST = new Pace(64, 32);

  /** For actions that wait for a device: each is timed. */
  public static final Pace SLOW = new Pace(1, 1);

  /** Rejects counts that are no powers of two. */
  public Pace {
    if (Integer.bitCount(actionsPerCheck) != 1 || Integer.bitCount(actionsPerSample) != 1) {
      throw new IllegalArgumentException(actionsPerCheck + " and " + actionsPerSample + " must be powers of two");
    }
  }
}
