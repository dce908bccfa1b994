package io.duolog.conformance.strace;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.machine.NeedsBreakableDisk;
import io.duolog.conformance.process.Providers;
import io.duolog.conformance.wrapped.EarlyAcknowledgement;
import io.duolog.conformance.wrapped.OneAtATime;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the force-order contract is for: engines that share no force, and forces that do not reach the kernel. */
@NeedsBreakableDisk
class ForceOrderControlTest {
  @TempDir private Path area;

  @Test
  void aForceForEachAppendIsCaught() {
    assertCaught("D2: ", new ForceOrderRun(new OneAtATime.OfKafkaStyle(), area)::requireSharedForces);
  }

  @Test
  void anAcknowledgementWithoutAForceIsCaught() {
    assertCaught("older force", new ForceOrderRun(new EarlyAcknowledgement.OfRocketStyle(), area)::requireSharedForces);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocket-style", "kafka-style"})
  void namesAndReplacementsThatAreNotForcedAreCaught(String engine) throws IOException {
    ForceOrderRun run = new ForceOrderRun(Providers.named(engine), area);
    assertCaught("D4: names", () -> run.requireOrder("inject=fsync:retval=0"));
    ForceOrder order = new ForceOrder(CallTrace.read(area.resolve("calls")), area.resolve("store"));
    String complaints = order.replacedUnsafely().toString();
    assertTrue(complaints.contains("checkpoint before its content was forced"), complaints);
    assertTrue(complaints.contains("checkpoint was not forced behind its rename"), complaints);
  }

  @ParameterizedTest
  @CsvSource({"rocket-style,msync", "kafka-style,fdatasync"})
  void aCheckpointThatIsWrittenWithoutAForceIsCaught(String engine, String force) {
    ForceOrderRun run = new ForceOrderRun(Providers.named(engine), area);
    assertCaught("D5: checkpoints", () -> run.requireOrder("inject=" + force + ":retval=0"));
  }

  @Test
  void forcesThatEndAnywhereAreCaught() {
    ForceOrderRun run = new ForceOrderRun(Providers.named("rocket-style"), area);
    assertCaught("D7: background forces", () -> run.requireRangedForces(100, 50));
  }

  private static void assertCaught(String words, Executable run) {
    AssertionError caught = assertThrows(AssertionError.class, run);
    assertTrue(String.valueOf(caught.getMessage()).contains(words), caught::toString);
  }
}
