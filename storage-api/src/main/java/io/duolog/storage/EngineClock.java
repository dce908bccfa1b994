package io.duolog.storage;

/**
 * The time source of an engine. Everything that decides what a reader or a writer sees takes its time from here, so
 * that a test or a replicated caller can set it. Thread-safe.
 */
public interface EngineClock {
  /** The machine's clocks. */
  EngineClock SYSTEM =
      new EngineClock() {
        @Override
        public long currentTimeMillis() {
          return System.currentTimeMillis();
        }

        @Override
        public long nanoTime() {
          return System.nanoTime();
        }
      };

  /** Wall-clock time, in milliseconds since the epoch. */
  long currentTimeMillis();

  /** Monotonic time with an arbitrary origin, in nanoseconds. */
  long nanoTime();
}
