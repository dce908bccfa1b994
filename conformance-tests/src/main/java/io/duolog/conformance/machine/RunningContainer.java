package io.duolog.conformance.machine;

import java.io.IOException;

/**
 * Immutable. A container that was started.
 *
 * @param id the daemon's name for it
 */
public record RunningContainer(String id) implements AutoCloseable {
  /** Kills it with SIGKILL; its exit code is 137 then. */
  public void kill() throws IOException {
    Command.of("docker", "kill", "--signal", "KILL", id).run();
  }

  /** Waits for its end; the answer is its exit code. */
  public int exitCode() throws IOException {
    return Integer.parseInt(Command.of("docker", "wait", id).run());
  }

  /** What it printed. */
  public String output() throws IOException {
    return Command.of("docker", "logs", id).run();
  }

  /** Removes it, running or not. */
  @Override
  public void close() throws IOException {
    Command.of("docker", "rm", "-f", id).run();
  }
}
