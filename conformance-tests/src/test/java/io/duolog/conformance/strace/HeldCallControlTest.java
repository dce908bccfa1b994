package io.duolog.conformance.strace;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.machine.NeedsBreakableDisk;
import io.duolog.conformance.process.Providers;
import io.duolog.conformance.wrapped.EarlyAcknowledgement;
import io.duolog.conformance.wrapped.OneAtATime;
import io.duolog.conformance.wrapped.StopsForForces;
import io.duolog.storage.StorageProvider;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What the held-call contract is for: each broken engine here has to be caught by it. */
@NeedsBreakableDisk
class HeldCallControlTest {
  /** Only what never comes is waited for so long; what comes later is no less caught. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  @TempDir private Path area;

  @Test
  void aCoreFormThatWaitsForAForceIsCaught() {
    StorageProvider provider = new OneAtATime.OfKafkaStyle();
    assertCaught("A9: the core form waits", () -> new HeldCallRun(provider, area, PATIENCE).holdForce(false));
  }

  @Test
  void aBufferedAppendThatWaitsForAForceIsCaught() {
    StorageProvider provider = new StopsForForces.OfRocketStyle();
    assertCaught("E7: a buffered append waits", () -> new HeldCallRun(provider, area, PATIENCE).holdForce(true));
  }

  @Test
  void oneForceForAllPartitionsIsCaughtWhereItIsNotDeclared() {
    StorageProvider provider = Providers.named("rocket-style");
    assertCaught("A3: a synced append waits", () -> new HeldCallRun(provider, area, PATIENCE).holdForce(false));
  }

  @Test
  void anAcknowledgementWithoutAForceIsCaught() {
    StorageProvider provider = new EarlyAcknowledgement.OfKafkaStyle();
    assertCaught("D1: a synced append", () -> new HeldCallRun(provider, area, PATIENCE).holdForce(false));
  }

  @Test
  void anAppendThatWaitsForAnothersNextFileIsCaught() {
    StorageProvider provider = new OneAtATime.OfKafkaStyle();
    String words = "E7: a buffered append waits for another's next file";
    assertCaught(words, () -> new HeldCallRun(provider, area, PATIENCE).holdNextFile());
  }

  private static void assertCaught(String words, Executable run) {
    AssertionError caught = assertThrows(AssertionError.class, run);
    assertTrue(String.valueOf(caught.getMessage()).contains(words), caught::toString);
  }
}
