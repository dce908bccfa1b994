package io.duolog.conformance.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.duolog.conformance.contract.StorageContract;
import io.duolog.conformance.process.ChildJvm;
import io.duolog.conformance.rule.Rule;
import io.duolog.storage.Capability;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random operations agree with the reference engine (A1 to A5, C1, C2, C6, L1, R1, R2, V1 to V3).
 *
 * <p>Tiny files make rolls common. An engine that keeps what it stores runs in child processes, each dying after
 * a random operation; the next one opens the store, compares everything and goes on.
 *
 * <p>{@code -Dduolog.operations=N} sets the length of the run, {@code -Dduolog.seed=S} repeats one.
 */
public abstract class RandomModelContract extends StorageContract {
  private static final long DEFAULT_OPERATIONS = 100_000;
  private static final int LIVES = 6;

  /** For subclasses. */
  protected RandomModelContract() {}

  /** How many operations a run has unless the machine's owner says otherwise. */
  protected long operations() {
    return Long.getLong("duolog.operations", DEFAULT_OPERATIONS);
  }

  @Test
  @Rule({"A1.dense", "A2.trace", "A5.stamp", "C2.prefix", "C6.clean", "L1.time", "R1.first", "R2.range", "V2.levels"})
  protected void a1_randomOperationsAgreeWithTheReference() throws IOException, InterruptedException {
    long seed = Long.getLong("duolog.seed", System.nanoTime());
    System.out.println(provider().name() + ": " + operations() + " operations, -Dduolog.seed=" + seed);
    long done = 0;
    if (provider().capabilities().contains(Capability.PERSISTENCE)) {
      done = runLives(seed);
    }
    try (ModelRun run = ModelRun.open(provider(), storeDirectory(), seed, done)) {
      run.runTo(operations());
      run.compareContents();
    }
  }

  private long runLives(long seed) throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    long done = 0;
    for (int life = 1; life <= LIVES; life++) {
      long part = operations() / (LIVES + 1);
      long end = done + 1 + random.nextLong(2 * part);
      if (end >= operations()) {
        break;
      }
      ChildJvm.End death =
          ChildJvm.of(ModelChild.class, provider().getClass().getName(), storeDirectory(), seed, done, end).run();
      assertEquals(ModelChild.HALTED, death.exitCode(), () -> "seed " + seed + ":\n" + death.output());
      done = end;
    }
    return done;
  }
}
