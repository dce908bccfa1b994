package io.duolog.bench.load;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits until the JIT compiler has nothing left of a warm-up: with two processors it would take one. Stateless. */
public final class CompilerRest {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int QUIET_POLLS = 2;
  private static final int MOST_POLLS = 6;

  private CompilerRest() {}

  /** Returns when no compilation has ended for 100 ms, or after 300 ms. */
  public static void await() {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    if (compiler == null || !compiler.isCompilationTimeMonitoringSupported()) {
      return;
    }
    long known = compiler.getTotalCompilationTime();
    int quiet = 0;
    for (int polls = 0; polls < MOST_POLLS && quiet < QUIET_POLLS; polls++) {
      LockSupport.parkNanos(POLL_NANOS);
      long now = compiler.getTotalCompilationTime();
      quiet = now == known ? quiet + 1 : 0;
      known = now;
    }
  }
}
