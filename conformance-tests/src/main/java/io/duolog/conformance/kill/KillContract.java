package io.duolog.conformance.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.contract.StorageContract;
import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.conformance.workload.StoredFiles;
import io.duolog.storage.Capability;
import io.duolog.storage.StorageEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A process that dies at any moment loses nothing that it has acknowledged or shown (C1, C2, D1, V4).
 *
 * <p>A child JVM loads a store with four producers at mixed durability and four readers, and is killed after a random
 * number of acknowledgements, every fifth time while it is suspended. The store is copied and opened: everything
 * acknowledged is there, offsets are dense, nothing that was read is gone. A second copy of the same image, and a
 * second opening of the first, end in the same state. The next child goes on where the last one died; every fiftieth
 * begins with an empty store, as what is checked grows with the store.
 *
 * <p>{@code -Dduolog.kills=N} sets the number of kills, {@code -Dduolog.seed=S} repeats a run's choices.
 */
public abstract class KillContract extends StorageContract {
  private static final int DEFAULT_KILLS = 10;
  private static final int KILLS_OF_A_STORE = 50;
  private static final int MOST_ACKNOWLEDGEMENTS = 2_000;
  private static final int SUSPENDED_ONE_IN = 5;
  private static final int MARK_KILLS = 3;
  private static final long MOST_SCANNED_BYTES = 256 * 1024;
  private static final long SEQUENCES_OF_A_CHILD = 1L << 32;

  /** For subclasses. */
  protected KillContract() {}

  @Test
  @Rule({"C1.again", "C2.prefix", "D1.buffered", "V4.process", "P1.durable"})
  @Needs(Capability.PERSISTENCE)
  protected void c1_killsLoseNothingThatWasAcknowledgedOrShown() throws IOException, InterruptedException {
    Path area = testDirectory();
    int kills = Integer.getInteger("duolog.kills", DEFAULT_KILLS);
    long seed = Long.getLong("duolog.seed", System.nanoTime());
    System.out.println(provider().name() + ": " + kills + " kills, -Dduolog.seed=" + seed);
    Random random = new Random(seed);
    int acknowledged = 0;
    for (int first = 1; first <= kills; first += KILLS_OF_A_STORE) {
      int last = Math.min(kills, first + KILLS_OF_A_STORE - 1);
      String name = " of " + kills + ", -Dduolog.seed=" + seed;
      acknowledged += killOneStore(area.resolve("store-" + first), first, last, random, name);
    }
    System.out.println(provider().name() + ": " + acknowledged + " acknowledged batches, none lost");
  }

  private int killOneStore(Path store, int first, int last, Random random, String name)
      throws IOException, InterruptedException {
    Promises promises = new Promises();
    for (int kill = first; kill <= last; kill++) {
      String which = "kill " + kill + name;
      int before = promises.acknowledgements();
      loadAndKill(store, kill, before + 1 + random.nextInt(MOST_ACKNOWLEDGEMENTS), promises);
      assertTrue(promises.acknowledgements() > before, which);
      checkImage(store, promises, which);
    }
    try (StorageEngine engine = KillStore.open(provider(), store)) {
      promises.check(StoredState.of(engine));
    }
    StoredFiles.delete(store);
    return promises.acknowledgements();
  }

  @Test
  @Rule({"V3.crash", "C6.bounded"})
  @Needs(Capability.PERSISTENCE)
  protected void v3_aKillTakesNoMoreThanTheLastHalfSecondOfTheHighWatermark()
      throws IOException, InterruptedException {
    List<MarkRun.Outcome> outcomes = new ArrayList<>();
    boolean isInTime = false;
    boolean isBounded = false;
    while (outcomes.size() < MARK_KILLS && !(isInTime && isBounded)) {
      Path store = testDirectory().resolve("marks-" + outcomes.size());
      MarkRun.Outcome outcome = MarkRun.of(provider(), store).recover(provider());
      outcomes.add(outcome);
      isInTime |= outcome.isInTime();
      isBounded |= outcome.scannedBytes() <= MOST_SCANNED_BYTES;
    }
    assertTrue(isInTime, () -> "V3: later than half a second each time: " + outcomes);
    assertTrue(isBounded, () -> "C6: more than " + MOST_SCANNED_BYTES + " bytes each time: " + outcomes);
  }

  private void loadAndKill(Path store, int kill, int acknowledgements, Promises promises)
      throws IOException, InterruptedException {
    ChildProcess child =
        ChildProcess.start(provider().getClass().getName(), store, kill * SEQUENCES_OF_A_CHILD);
    try {
      while (promises.acknowledgements() < acknowledgements) {
        promises.add(child.next());
      }
      if (kill % SUSPENDED_ONE_IN == 0) {
        child.suspend();
      }
    } finally {
      child.kill(promises::add);
    }
  }

  private void checkImage(Path store, Promises promises, String name) throws IOException {
    Path first = testDirectory().resolve("image-1");
    Path second = testDirectory().resolve("image-2");
    StoredFiles.copy(store, first);
    StoredFiles.copy(store, second);
    StoredState recovered = recover(first);
    promises.check(recovered);
    assertEquals(recovered, recover(second), () -> "C1: two recoveries of one image, " + name);
    assertEquals(recovered, recover(first), () -> "C1: a second opening, " + name);
    StoredFiles.delete(first);
    StoredFiles.delete(second);
  }

  private StoredState recover(Path directory) {
    try (StorageEngine engine = KillStore.open(provider(), directory)) {
      return StoredState.of(engine);
    }
  }
}
