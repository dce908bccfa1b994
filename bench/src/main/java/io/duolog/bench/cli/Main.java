package io.duolog.bench.cli;

import io.duolog.bench.compare.StoppedException;
import io.duolog.bench.compare.UsageException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command behind {@code bench.sh}. */
@Command(
    name = "bench.sh",
    description = "Measures the storage engines beside each other and beside the machine's own limits.",
    subcommands = {CompareCommand.class, JmhCommand.class},
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {"", "Without a command, compare runs. bench.sh compare --help lists its options."})
public final class Main implements Runnable {
  /** Exit code of a run in which something failed. */
  static final int FAILED = 1;

  /** Exit code of a request that cannot be met as it stands. */
  static final int USAGE = 2;

  /** Names the version that was built. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"duolog bench " + (version == null ? "(not packaged)" : version)};
    }
  }

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(execute(args));
  }

  /** Runs a command; the answer is its exit code. */
  static int execute(String... args) {
    CommandLine commands = new CommandLine(new Main());
    commands.setParameterExceptionHandler(
        (problem, given) -> complain(problem.getCommandLine(), String.valueOf(problem.getMessage())));
    commands.setExecutionExceptionHandler(
        (problem, command, given) -> {
          if (problem instanceof UsageException || problem instanceof IllegalArgumentException) {
            return complain(command, String.valueOf(String.valueOf(problem.getMessage())));
          }
          if (!(problem instanceof StoppedException)) {
            complain(command, problem.toString());
          }
          return FAILED;
        });
    boolean named = args.length > 0 && (commands.getSubcommands().containsKey(args[0]) || isOwnOption(args[0]));
    String[] full = args;
    if (!named) {
      full = new String[args.length + 1];
      full[0] = "compare";
      System.arraycopy(args, 0, full, 1, args.length);
    }
    return commands.execute(full);
  }

  private static boolean isOwnOption(String arg) {
    return arg.equals("--help") || arg.equals("-h") || arg.equals("--version") || arg.equals("-V");
  }

  private static int complain(CommandLine command, String message) {
    command.getErr().println("bench: " + message.replaceAll("\\s+", " ").strip());
    return USAGE;
  }

  @Override
  public void run() {
    throw new UsageException("no command");
  }
}
