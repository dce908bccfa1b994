package io.duolog.conformance.power;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.machine.FileSystem;
import io.duolog.conformance.machine.NeedsBreakableDisk;
import io.duolog.conformance.process.Providers;
import io.duolog.conformance.wrapped.EarlyAcknowledgement;
import io.duolog.storage.StorageProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the power-loss contract is for: each broken engine here has to be caught by it. */
@NeedsBreakableDisk
class PowerLossControlTest {
  private static final int CUTS = 4;
  private static final long SEED = 7;
  private static final List<String> FORCES_DO_NOTHING =
      List.of(
          "strace", "-D", "-f", "-qq", "-o", "/dev/null", "--seccomp-bpf",
          "-e", "trace=fsync,fdatasync,msync,syncfs,sync_file_range",
          "-e", "inject=fsync,fdatasync,msync,syncfs,sync_file_range:retval=0");

  @TempDir private Path area;

  static Stream<StorageProvider> early() {
    return Stream.of(new EarlyAcknowledgement.OfRocketStyle(), new EarlyAcknowledgement.OfKafkaStyle());
  }

  @ParameterizedTest
  @MethodSource("early")
  void anAcknowledgementBeforeTheForceIsCaught(StorageProvider provider) throws IOException {
    try (PowerLossRun run = PowerLossRun.create(provider, FileSystem.EXT4, area, List.of(), SEED)) {
      AssertionError caught = assertThrows(AssertionError.class, () -> run.cut(CUTS));
      assertTrue(String.valueOf(caught.getMessage()).startsWith("D1: acknowledged and gone"), caught::getMessage);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocket-style", "kafka-style"})
  void forcesThatDoNothingAreCaught(String name) throws IOException {
    try (PowerLossRun run =
        PowerLossRun.create(Providers.named(name), FileSystem.XFS, area, FORCES_DO_NOTHING, SEED)) {
      assertNamesARule(assertThrows(AssertionError.class, () -> run.cut(CUTS)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocket-style", "kafka-style"})
  void aRecoveryThatForcesNothingIsCaught(String name) throws IOException {
    try (PowerLossRun run =
        PowerLossRun.create(Providers.named(name), FileSystem.EXT4, area, FORCES_DO_NOTHING, SEED)) {
      assertNamesARule(assertThrows(AssertionError.class, () -> run.cutBehindRecovery(1)));
    }
  }

  private static void assertNamesARule(AssertionError caught) {
    assertTrue(String.valueOf(caught.getMessage()).matches("(?s)[A-Z][0-9]: .*"), caught::toString);
  }
}
