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
 * @param start what is done between warm-up and measurement, for instance waiting for the machine to rest
 */
public record RunSpec(Path directory, double seconds, double warmUpSeconds, long capBytes, Runnable start) {
  private static final long WARM_UP_BYTES = 192L << 20;
  private static final long PRACTICE_BYTES = 16L << 20;
  private static final double PRACTICE_SECONDS = 0.1;

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

  /** A short run of small actions in a directory beside this one's, to be repeated: it compiles the code. */
  public RunSpec practice() {
    return new RunSpec(rehearsed(), PRACTICE_SECONDS, 0, Math.min(PRACTICE_BYTES, capBytes), () -> {});
  }

  /**
   * The same run in a directory beside this one's: its files hold as much memory as those of the run, which takes that
   * memory if they stay until {@link #begin}.
   */
  public RunSpec rehearsal() {
    return new RunSpec(rehearsed(), seconds, 0, capBytes, () -> {});
  }

  private Path rehearsed() {
    return rehearsalOf(directory);
  }

  /** Where the rehearsal of a run in {@code directory} has its files. */
  public static Path rehearsalOf(Path directory) {
    return directory.resolveSibling(directory.getFileName() + "-rehearsal");
  }

  /**
   * Ends the warm-up: waits until the compiler rests, does what was asked for, and removes what was rehearsed, if that
   * was not part of it.
   */
  public void begin() {
    if (warmUpSeconds > 0) {
      CompilerRest.await();
    }
    start.run();
    TemporaryTree.remove(rehearsed());
  }

  private static long nanos(double seconds) {
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }
}
