package io.duolog.bench.compare;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * One line that says what runs and how long the rest takes: rewritten in place on a terminal, else a plain line every
 * few seconds. Confined to one thread.
 */
final class Progress {
  private static final long LINE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final double GUESSED_OVERHEAD_SECONDS = 0.6;
  private static final int WIDTH = 78;

  private final PrintStream out;
  private final boolean terminal;
  private final double plannedSeconds;
  private final int steps;
  private final long start = System.nanoTime();
  private double doneSeconds;
  private int done;
  private long preparationNanos;
  private long lastLine;

  @SuppressWarnings("SystemConsoleNull") // from JDK 25 on it is null again without a terminal
  Progress(PrintStream out, double plannedSeconds, int steps) {
    Console console = System.console();
    this.out = out;
    this.terminal = console != null && console.isTerminal();
    this.plannedSeconds = plannedSeconds;
    this.steps = steps;
    this.lastLine = start - LINE_EVERY_NANOS;
  }

  /** A step begins. */
  void begins(String what) {
    long now = System.nanoTime();
    if (!terminal && now - lastLine < LINE_EVERY_NANOS) {
      return;
    }
    lastLine = now;
    String line =
        String.format(Locale.ROOT, "[%d/%d] %s, about %s left", done + 1, steps, what, duration(leftSeconds(now)));
    if (terminal) {
      out.printf("\r%-" + WIDTH + "s", line.length() > WIDTH ? line.substring(0, WIDTH) : line);
    } else {
      out.println(line);
    }
    out.flush();
  }

  /** Some time went into starting processes and filling stores, which says nothing about the steps to come. */
  void prepared(long nanos) {
    preparationNanos += nanos;
  }

  /** A step that was planned to take {@code seconds} has ended. */
  void ended(double seconds) {
    doneSeconds += seconds;
    done++;
  }

  /** All is done. */
  void finish() {
    if (terminal) {
      out.printf("\r%-" + WIDTH + "s\r", "");
      out.flush();
    }
  }

  /** What is planned and not done, stretched by how much longer than planned the rest took so far. */
  private double leftSeconds(long now) {
    double elapsed = (now - start - preparationNanos) / (double) TimeUnit.SECONDS.toNanos(1);
    double left = plannedSeconds - doneSeconds;
    if (done < 3) {
      return left + GUESSED_OVERHEAD_SECONDS * (steps - done);
    }
    return left * elapsed / Math.max(doneSeconds, 0.001);
  }

  private static String duration(double seconds) {
    long whole = Math.max(0, Math.round(seconds));
    return whole < 60 ? whole + " s" : String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
  }
}
