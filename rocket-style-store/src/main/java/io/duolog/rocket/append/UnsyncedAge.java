package io.duolog.rocket.append;

import io.duolog.storage.EngineClock;

/**
 * Written by the force thread, read by anybody. How old the oldest byte is that is published and not forced (D7). The
 * thread notes from time to time how far the log reaches, so that an append pays for none of it: the byte at a position
 * is at least as young as the note before the first one that covers it, and is taken to be as old.
 */
final class UnsyncedAge {
  private static final int MOST_NOTES = 64;
  private static final long NOTHING = Long.MAX_VALUE;

  private final EngineClock clock;
  private final long[] ends = new long[MOST_NOTES];
  private final long[] nanos = new long[MOST_NOTES];
  private final long[] millis = new long[MOST_NOTES];
  private int count;
  private long noted;
  private long lastNanos;
  private long lastMillis;
  private volatile long oldestNanos;
  private volatile long oldestMillis = NOTHING;

  /** Nothing is unsynced below {@code position}, where the log ends. */
  UnsyncedAge(EngineClock clock, long position) {
    this.clock = clock;
    this.noted = position;
    this.lastNanos = clock.nanoTime();
    this.lastMillis = clock.currentTimeMillis();
  }

  /** The log reaches to {@code end} now, and what lies below {@code covered} is forced. */
  void note(long end, long covered) {
    if (end > noted) {
      if (count == MOST_NOTES) {
        count--; // what was noted last is taken to be as old as what was noted before it
        ends[count] = end;
      } else {
        ends[count] = end;
        nanos[count] = lastNanos;
        millis[count] = lastMillis;
      }
      count++;
      noted = end;
    }
    lastNanos = clock.nanoTime();
    lastMillis = clock.currentTimeMillis();
    forget(covered);
  }

  private void forget(long covered) {
    int gone = 0;
    while (gone < count && ends[gone] <= covered) {
      gone++;
    }
    if (gone > 0) {
      count -= gone;
      System.arraycopy(ends, gone, ends, 0, count);
      System.arraycopy(nanos, gone, nanos, 0, count);
      System.arraycopy(millis, gone, millis, 0, count);
    }
    oldestNanos = count == 0 ? 0 : nanos[0];
    oldestMillis = count == 0 ? NOTHING : millis[0];
  }

  /** Whether the oldest byte was written at least so long ago; for the force thread. */
  boolean isReached(long ageMillis) {
    return count > 0 && clock.nanoTime() - nanos[0] >= ageMillis * 1_000_000;
  }

  /**
   * Whether the oldest byte was written at least so long ago; for anybody. The wall clock is looked at first, since an
   * append knows it anyway; it decides nothing alone, as it may be set.
   */
  boolean isOver(long ageMillis, long nowMillis) {
    long oldest = oldestMillis;
    return oldest != NOTHING
        && nowMillis - oldest >= ageMillis
        && clock.nanoTime() - oldestNanos >= ageMillis * 1_000_000;
  }
}
