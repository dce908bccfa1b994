package io.duolog.bench.cli;

import io.duolog.bench.compare.Comparison;
import io.duolog.bench.compare.Results;
import io.duolog.bench.report.ReportFiles;
import java.nio.file.Path;

/**
 * What happens when the process is told to stop before the comparison has ended: the workers are killed, the data are
 * removed, and the rounds so far are kept, labelled as partial. Thread-safe.
 */
final class Interruption {
  private final Thread hook;

  private Interruption(Thread hook) {
    this.hook = hook;
  }

  static Interruption arm(Comparison comparison, Path output) {
    Thread hook = new Thread(() -> stop(comparison, output), "bench-interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    return new Interruption(hook);
  }

  private static void stop(Comparison comparison, Path output) {
    comparison.stop();
    Results results = comparison.results();
    if (!results.runs().isEmpty()) {
      ReportFiles.write(results, output);
      System.err.println("bench: stopped; " + results.runs().size() + " runs are kept in " + output);
    }
  }

  void disarm() {
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
