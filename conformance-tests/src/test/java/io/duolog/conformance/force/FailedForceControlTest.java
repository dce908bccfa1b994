package io.duolog.conformance.force;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.machine.FileSystem;
import io.duolog.conformance.machine.NeedsBreakableDisk;
import io.duolog.conformance.wrapped.EarlyAcknowledgement;
import io.duolog.conformance.wrapped.GoesOnBehindFailure;
import io.duolog.storage.StorageProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the failed-force contract is for: each broken engine here has to be caught by it. */
@NeedsBreakableDisk
class FailedForceControlTest {
  @TempDir private Path area;

  static Stream<StorageProvider> broken() {
    return Stream.of(new GoesOnBehindFailure.OfRocketStyle(), new GoesOnBehindFailure.OfKafkaStyle());
  }

  @ParameterizedTest
  @MethodSource("broken")
  void anAcknowledgementBehindAFailedForceIsCaught(StorageProvider provider) {
    assertCaught(() -> new FailedForceRun(provider, area).failByTracer(1), "append behind a failed force");
  }

  @Test
  void anAcknowledgementOfWhatTheDeviceDidNotTakeIsCaught() {
    StorageProvider provider = new EarlyAcknowledgement.OfKafkaStyle();
    assertCaught(() -> new FailedForceRun(provider, area).failByDevice(FileSystem.EXT4), "D");
  }

  private static void assertCaught(Run run, String words) {
    AssertionError caught = assertThrows(AssertionError.class, run::run);
    assertTrue(String.valueOf(caught.getMessage()).contains(words), caught::toString);
  }

  @Test
  void aForceThatIsTriedAgainIsSeen() throws IOException {
    Path log = area.resolve("forces");
    Files.write(
        log,
        List.of(
            "11 fdatasync(7</store/a.log>) = 0",
            "12 fdatasync(7</store/a.log> <unfinished ...>",
            "11 msync(0x7f10, 4096, MS_SYNC) = -1 EIO (Input/output error) (INJECTED)",
            "12 <... fdatasync resumed>) = -1 EIO (Input/output error) (INJECTED)",
            "11 fdatasync(8</store/b.log>) = 0",
            "13 fdatasync(7</store/a.log>) = 0"));
    assertEquals(List.of("13 fdatasync(7</store/a.log>) = 0"), ForceTracer.retries(log));
  }

  /** A run that has to end with an assertion. */
  private interface Run {
    void run() throws Exception;
  }
}
