package io.duolog.io.watch;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/** How far the interleavings of a class are searched: far enough for the smallest mistakes, in a few seconds. */
public final class ModelChecking {
  private static final int SCENARIOS = 15;
  private static final int INTERLEAVINGS = 400;
  private static final int THREADS = 2;
  private static final int CALLS_PER_THREAD = 3;

  private ModelChecking() {}

  /** Options of one check: with calls before and after, or a third thread, the negative controls are not found. */
  public static ModelCheckingOptions options() {
    return new ModelCheckingOptions()
        .iterations(SCENARIOS)
        .invocationsPerIteration(INTERLEAVINGS)
        .threads(THREADS)
        .actorsPerThread(CALLS_PER_THREAD)
        .actorsBefore(0)
        .actorsAfter(0);
  }
}
