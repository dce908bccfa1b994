package io.duolog.bench.worker;

import io.duolog.bench.load.GroupSizes;
import io.duolog.bench.load.RunSpec;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The lines between the coordinator and a worker. Stateless.
 *
 * <pre>
 * worker        ready NAME...               after start: the engines that it found, or "limits"
 * coordinator   fill                        make the stores that are read
 * coordinator   run LABEL SECONDS WARM-UP CAP [GROUPS]   one cell or limit; the sizes of the groups that it replays
 * coordinator   quit
 * worker        warm                        the warm-up of a run is over; it waits
 * coordinator   go                          measure
 * worker        done                        answer to fill
 * worker        result FIELDS               answer to run
 * worker        inapplicable REASON         answer to a run that the engine has no capability for
 * worker        failed MESSAGE              answer to either
 * </pre>
 */
public final class Protocol {
  /** First word of a worker's first line. */
  public static final String READY = "ready";

  /** Makes the stores that are read. */
  public static final String FILL = "fill";

  /** Runs one cell or limit. */
  public static final String RUN = "run";

  /** The warm-up of a run is over. */
  public static final String WARM = "warm";

  /** Answers {@link #WARM}: the measurement may begin. */
  public static final String GO = "go";

  /** Ends the worker. */
  public static final String QUIT = "quit";

  /** Answers {@link #FILL}. */
  public static final String DONE = "done";

  /** Answers {@link #RUN}. */
  public static final String RESULT = "result";

  /** Answers a run that the engine has no capability for. */
  public static final String INAPPLICABLE = "inapplicable";

  /** Answers what could not be done. */
  public static final String FAILED = "failed";

  private static final int COST_WORDS = 5;

  private Protocol() {}

  /** The line that asks for one run. */
  public static String run(String label, double seconds, double warmUpSeconds, long capBytes, GroupSizes groups) {
    String line = String.format(Locale.ROOT, "%s %s %.3f %.3f %d", RUN, label, seconds, warmUpSeconds, capBytes);
    return groups.isEmpty() ? line : line + " " + groups;
  }

  /** The groups that a line asks to replay. */
  public static GroupSizes groups(String[] words) {
    return words.length > COST_WORDS ? GroupSizes.parse(words[COST_WORDS]) : GroupSizes.NONE;
  }

  /**
   * The cost of a run that a line asks for.
   *
   * @param words the line's words
   * @param directory of the worker's files
   * @param start is done when the warm-up is over
   */
  public static RunSpec spec(String[] words, Path directory, Runnable start) {
    if (words.length < COST_WORDS || words.length > COST_WORDS + 1) {
      throw new IllegalArgumentException("a run has 5 or 6 words, not " + words.length);
    }
    return new RunSpec(
        directory.resolve(words[1]),
        Double.parseDouble(words[2]),
        Double.parseDouble(words[3]),
        Long.parseLong(words[4]),
        start);
  }

  /** A message on one line. */
  public static String oneLine(Throwable failure) {
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return message.replaceAll("\\s+", " ").strip();
  }
}
