package io.duolog.conformance.power;

import io.duolog.conformance.contract.StorageContract;
import io.duolog.conformance.machine.FileSystem;
import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.storage.Capability;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A machine that loses power at any moment loses nothing that was acknowledged as durable, read as durable, or exposed
 * by a recovery (C1, C2, C5, D1, D2, V4).
 *
 * <p>A child JVM loads a store with four producers at mixed durability and four readers; the store stands on a file
 * system in an image. Images of the disk are taken while the load runs, and what had been promised is noted before
 * each; every few times the file system is shut down instead, which drops what was not forced, and the next child goes
 * on with what is left. Each image is mounted and opened: everything promised is there, offsets are dense, every batch
 * is whole, and opening it again ends in the same state.
 *
 * <p>{@code -Dduolog.powercuts=N} sets the number of cuts on each file system, {@code -Dduolog.seed=S} repeats a run's
 * choices.
 */
public abstract class PowerLossContract extends StorageContract {
  private static final int DEFAULT_CUTS = 8;
  private static final int CUTS_FOR_A_RECOVERY = 4;

  /** For subclasses. */
  protected PowerLossContract() {}

  private PowerLossRun run(FileSystem fileSystem, int cuts) throws IOException {
    long seed = Long.getLong("duolog.seed", System.nanoTime());
    System.out.println(
        provider().name() + ": " + cuts + " power cuts on " + fileSystem + "; again, and more of them: -Dduolog.seed="
            + seed + " -Dduolog.powercuts=N");
    return PowerLossRun.create(provider(), fileSystem, testDirectory(), List.of(), seed);
  }

  private static int cuts() {
    return Integer.getInteger("duolog.powercuts", DEFAULT_CUTS);
  }

  @ParameterizedTest
  @EnumSource
  @Rule({"D1.synced", "D2.covered", "V4.power", "C1.again", "C2.prefix"})
  @Needs({Capability.PERSISTENCE, Capability.SYNCED_DURABILITY})
  protected void d1_powerCutsLoseNothingThatWasAcknowledgedOrReadAsDurable(FileSystem fileSystem)
      throws IOException, InterruptedException {
    try (PowerLossRun run = run(fileSystem, cuts())) {
      run.cut(cuts());
      System.out.println(provider().name() + ": " + run.acknowledgements() + " batches promised, none lost");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Rule({"C5.forced", "C1.again"})
  @Needs({Capability.PERSISTENCE, Capability.SYNCED_DURABILITY})
  protected void c5_aPowerCutBehindARecoveryLosesNothingThatTheRecoveryExposed(FileSystem fileSystem)
      throws IOException, InterruptedException {
    int cuts = Math.max(1, cuts() / CUTS_FOR_A_RECOVERY);
    try (PowerLossRun run = run(fileSystem, cuts)) {
      run.cutBehindRecovery(cuts);
    }
  }
}
