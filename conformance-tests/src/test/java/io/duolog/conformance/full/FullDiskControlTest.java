package io.duolog.conformance.full;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.machine.MemoryDisk;
import io.duolog.conformance.machine.NeedsBreakableDisk;
import io.duolog.conformance.watch.Eventually;
import io.duolog.conformance.wrapped.FullDiskDefect;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the full-disk contract is for: each broken engine here has to be caught by it. */
@NeedsBreakableDisk
class FullDiskControlTest {
  private static final Duration LITTLE_PATIENCE = Duration.ofSeconds(2);
  private static final int FREE_BYTES = 2 * 1024 * 1024;

  @TempDir private Path area;

  @ParameterizedTest
  @CsvSource({"rocket-style, ACKNOWLEDGES, D3", "kafka-style, STAYS_FULL, D3", "rocket-style, OTHER_TYPE, E2"})
  void aFullDiskThatIsHandledWronglyIsCaught(String name, FullDiskDefect.Kind kind, String rule) throws IOException {
    try (MemoryDisk disk = MemoryDisk.mount(area.resolve("disk"), "48M")) {
      FullDiskRun run = new FullDiskRun(new FullDiskDefect(name, kind), disk.root(), 1);
      Eventually.withPatience(LITTLE_PATIENCE, () -> assertCaught(run, rule));
    }
  }

  private static void assertCaught(FullDiskRun run, String rule) {
    AssertionError caught = assertThrows(AssertionError.class, () -> run.fill(FREE_BYTES));
    assertTrue(String.valueOf(caught.getMessage()).startsWith(rule + ": "), caught::toString);
  }
}
