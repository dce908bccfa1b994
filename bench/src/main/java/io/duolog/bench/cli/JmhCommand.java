package io.duolog.bench.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** Hands its arguments to the microbenchmark harness. Confined to one execution. */
@Command(name = "jmh", description = "Runs the microbenchmarks: the arguments are those of JMH (-h lists them).")
final class JmhCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ARG", description = "Benchmark names and options of JMH.")
  private List<String> named = new ArrayList<>();

  @Unmatched private List<String> rest = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    List<String> all = new ArrayList<>(named);
    all.addAll(rest);
    Main.main(all.toArray(String[]::new));
    return 0;
  }
}
