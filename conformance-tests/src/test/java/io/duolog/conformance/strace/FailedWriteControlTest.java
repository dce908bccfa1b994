package io.duolog.conformance.strace;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.machine.NeedsBreakableDisk;
import io.duolog.conformance.wrapped.HidesFailures;
import io.duolog.conformance.wrapped.MovesEndBehindFailure;
import io.duolog.storage.StorageProvider;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the failed-write contract is for: each broken engine here has to be caught by it. */
@NeedsBreakableDisk
class FailedWriteControlTest {
  @TempDir private Path area;

  static Stream<StorageProvider> movesEnd() {
    return Stream.of(new MovesEndBehindFailure.OfRocketStyle(), new MovesEndBehindFailure.OfKafkaStyle());
  }

  static Stream<StorageProvider> hidesFailures() {
    return Stream.of(new HidesFailures.OfRocketStyle(), new HidesFailures.OfKafkaStyle());
  }

  @ParameterizedTest
  @MethodSource("movesEnd")
  void anEndThatCountsAFailedAppendIsCaught(StorageProvider provider) {
    assertCaught("A4: the log end behind a failure", new FailedWriteRun(provider, area)::requireNothingHappened);
  }

  @ParameterizedTest
  @MethodSource("hidesFailures")
  void anAcknowledgementOfAFailedWriteIsCaught(StorageProvider provider) {
    assertCaught("A4: the log end of the store opened again", new FailedWriteRun(provider, area)::requireNothingLost);
  }

  @Test
  void anAcknowledgementOfHalfAWriteIsCaught() {
    StorageProvider provider = new HidesFailures.OfKafkaStyle();
    assertCaught("A4: the log end of the store opened again", new FailedWriteRun(provider, area)::requireHalfUndone);
  }

  private static void assertCaught(String words, Executable run) {
    AssertionError caught = assertThrows(AssertionError.class, run);
    assertTrue(String.valueOf(caught.getMessage()).contains(words), caught::toString);
  }
}
