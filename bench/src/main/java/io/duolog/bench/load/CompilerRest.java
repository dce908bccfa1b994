package io.duolog.bench.load;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets the JIT compiler come to an end: code that is half compiled is not what is measured, and with two processors the
 * compiler would take one. Stateless.
 */
public final class CompilerRest {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int QUIET_POLLS = 2;
  private static final int MOST_POLLS = 6;
  private static final int QUIET_STEPS = 2;
  private static final int MOST_STEPS = 7;
  private static final long LITTLE_MILLIS = 5;

  private CompilerRest() {}

  /** Repeats {@code step} until the compiler has little to do for it, but not for ever. */
  public static void practise(Runnable step) {
    int quiet = 0;
    for (int steps = 0; steps < MOST_STEPS && quiet < QUIET_STEPS; steps++) {
      long before = compilationMillis();
      step.run();
      quiet = compilationMillis() - before > LITTLE_MILLIS ? 0 : quiet + 1;
    }
  }

  /** Returns when no compilation has ended for 100 ms, or after 300 ms. */
  public static void await() {
    long known = compilationMillis();
    int quiet = 0;
    for (int polls = 0; polls < MOST_POLLS && quiet < QUIET_POLLS; polls++) {
      LockSupport.parkNanos(POLL_NANOS);
      long now = compilationMillis();
      quiet = now == known ? quiet + 1 : 0;
      known = now;
    }
  }

  /** Time that the compiler took, in all its threads; 0 if the machine does not tell. */
  private static long compilationMillis() {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    boolean isKnown = compiler != null && compiler.isCompilationTimeMonitoringSupported();
    return isKnown ? compiler.getTotalCompilationTime() : 0;
  }
}
