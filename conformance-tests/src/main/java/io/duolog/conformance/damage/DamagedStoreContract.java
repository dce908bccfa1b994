package io.duolog.conformance.damage;

import io.duolog.conformance.contract.StorageContract;
import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.storage.Capability;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * Damage to a closed store never becomes a wrong record (C3, C4, C8, R5, E4): every byte of every file is changed,
 * every file is cut at every 16th length and deleted, each in a copy of its own that is opened, iterated, read with
 * checks and transferred in a child JVM. What is served is what was written; what is not served was told as a typed
 * error; damage to a derived file is not noticed at all.
 *
 * <p>A seeded sample is tried; {@code -Dduolog.damage=N} sets its size, {@code -Dduolog.damage=all} tries every case,
 * {@code -Dduolog.seed=S} repeats a sample. Base offsets and leader epochs, which no batch checksum covers, are among
 * what is changed: they are checked by continuity and against the epochs that the store knows (C8).
 */
public abstract class DamagedStoreContract extends StorageContract {
  private static final int SAMPLE = 300;
  private static final String ALL = "all";

  /** For subclasses. */
  protected DamagedStoreContract() {}

  @Test
  @Rule({"C3.typed", "C4.rebuilt", "C8.checked", "R5.iterate", "E2.typed"})
  @Needs(Capability.PERSISTENCE)
  protected void c3_damageIsToldOrRepairedAndNeverServed() throws IOException, InterruptedException {
    long seed = Long.getLong("duolog.seed", System.nanoTime());
    System.out.println(
        provider().name() + ": a sample of damages; again: -Dduolog.seed=" + seed + "; all: -Dduolog.damage=all");
    String wanted = System.getProperty("duolog.damage", Integer.toString(SAMPLE));
    int count = wanted.equals(ALL) ? Integer.MAX_VALUE : Integer.parseInt(wanted);
    new DamageRun(provider(), testDirectory()).sample(count, seed);
  }
}
