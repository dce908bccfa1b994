package io.duolog.conformance.strace;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.machine.NeedsBreakableDisk;
import io.duolog.storage.StorageProvider;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the recovery-step contract is for: a recovery that depends on how the one before it ended. */
@NeedsBreakableDisk
class RecoveryStepControlTest {
  @TempDir private Path area;

  static Stream<StorageProvider> broken() {
    return Stream.of(new ForgetfulRecovery.OfRocketStyle(), new ForgetfulRecovery.OfKafkaStyle());
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aRecoveryThatDependsOnTheOneBeforeIsCaught(StorageProvider provider) {
    RecoveryStepRun run = new RecoveryStepRun(provider, area);
    AssertionError caught = assertThrows(AssertionError.class, () -> run.requireSameState(1));
    assertTrue(String.valueOf(caught.getMessage()).contains("C1: the first recovery behind"), caught::toString);
  }
}
