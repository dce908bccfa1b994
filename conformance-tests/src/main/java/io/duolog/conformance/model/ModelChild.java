package io.duolog.conformance.model;

import io.duolog.conformance.process.Providers;
import java.nio.file.Path;

/** A process that runs a part of a random run and dies in the middle of its life. Stateless. */
public final class ModelChild {
  static final int HALTED = 86;

  private ModelChild() {}

  /**
   * Runs operations and dies without closing anything.
   *
   * @param arguments class of the provider, directory, seed, first operation, last operation
   */
  public static void main(String[] arguments) {
    Path store = Path.of(arguments[1]);
    long seed = Long.parseLong(arguments[2]);
    ModelRun run =
        ModelRun.open(Providers.ofClass(arguments[0]), store, seed, Long.parseLong(arguments[3]));
    run.runTo(Long.parseLong(arguments[4]));
    Runtime.getRuntime().halt(HALTED);
  }
}
