package io.duolog.bench.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Hands its arguments to the microbenchmark harness. Confined to one execution. */
@Command(name = "jmh", description = "Runs the microbenchmarks: the arguments are those of JMH (-h lists them).")
final class JmhCommand implements Callable<Integer> {
  /** Everything is unmatched here, so the order of names, options and their values stays as it was. */
  @Unmatched private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    Main.main(arguments.toArray(String[]::new));
    return 0;
  }
}
