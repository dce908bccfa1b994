package io.duolog.bench.load;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What one run may cost. Immutable.
 *
 * @param directory for its files, made and removed by the run
 * @param seconds the measured time
 * @param warmUpSeconds time before it that is not measured
 * @param capBytes bytes at which the run ends early
 * @param start what is done between warm-up and measurement, for instance giving memory free
 */
public record RunSpec(Path directory, double seconds, double warmUpSeconds, long capBytes, Runnable start) {
  private static final long WARM_UP_BYTES = 192L << 20;

  /** The measured time, in nanoseconds. */
  public long nanos() {
    return nanos(seconds);
  }

  /** The warm-up, in nanoseconds. */
  public long warmUpNanos() {
    return nanos(warmUpSeconds);
  }

  /** The same with another byte cap. */
  public RunSpec capped(long bytes) {
    return new RunSpec(directory, seconds, warmUpSeconds, bytes, start);
  }

  /** A run that only warms up, and writes little. */
  public RunSpec warmUp() {
    return warmUpPart(1);
  }

  /** One of {@code parts} runs that warm up together. */
  public RunSpec warmUpPart(int parts) {
    return new RunSpec(directory, warmUpSeconds / parts, 0, Math.min(WARM_UP_BYTES, capBytes) / parts, () -> {});
  }

  /** Ends the warm-up: waits until the compiler rests, then does what was asked for. */
  public void begin() {
    if (warmUpSeconds > 0) {
      CompilerRest.await();
    }
    start.run();
  }

  private static long nanos(double seconds) {
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }
}
