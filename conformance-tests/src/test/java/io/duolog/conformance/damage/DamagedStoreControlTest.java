package io.duolog.conformance.damage;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.wrapped.SilentDamage;
import io.duolog.storage.StorageProvider;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the damage contract is for: an engine that hides damage has to be caught by it. */
class DamagedStoreControlTest {
  private static final int SAMPLE = 60;
  private static final long SEED = 5;

  @TempDir private Path area;

  static Stream<StorageProvider> silent() {
    return Stream.of(new SilentDamage.OfRocketStyle(), new SilentDamage.OfKafkaStyle());
  }

  @ParameterizedTest
  @MethodSource("silent")
  void damageThatIsSteppedOverWithoutAWordIsCaught(StorageProvider provider) {
    DamageRun run = new DamageRun(provider, area);
    AssertionError caught = assertThrows(AssertionError.class, () -> run.sample(SAMPLE, SEED));
    assertTrue(String.valueOf(caught.getMessage()).contains("gone without a word"), caught::toString);
  }
}
