package io.duolog.bench.load;

import io.duolog.bench.machine.TemporaryTree;
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

  /** A run that only warms up, beside the directory of this one, and writes little. */
  public RunSpec warmUp() {
    return new RunSpec(rehearsed(), warmUpSeconds, 0, Math.min(WARM_UP_BYTES, capBytes), () -> {});
  }

  /**
   * The same run in a directory beside this one's: it compiles all code, and its files hold as much memory as those of
   * the run, which takes that memory if they stay until {@link #begin}.
   */
  public RunSpec rehearsal() {
    return new RunSpec(rehearsed(), seconds, 0, capBytes, () -> {});
  }

  private Path rehearsed() {
    return directory.resolveSibling(directory.getFileName() + "-rehearsal");
  }

  /** Ends the warm-up: waits until the compiler rests, removes what was rehearsed, then does what was asked for. */
  public void begin() {
    if (warmUpSeconds > 0) {
      CompilerRest.await();
    }
    TemporaryTree.remove(rehearsed());
    start.run();
  }

  private static long nanos(double seconds) {
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }
}
