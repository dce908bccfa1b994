package io.duolog.conformance.defect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.duolog.conformance.StorageConformance;
import io.duolog.conformance.damage.DamagedStoreContract;
import io.duolog.conformance.kill.KillContract;
import io.duolog.conformance.model.RandomModelContract;
import io.netty.util.ResourceLeakDetector;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each contract can fail: an engine with one defect turns a test red that cites the clause which the defect breaks. */
class EngineDefectTest {
  private static final Duration LITTLE_PATIENCE = Duration.ofMillis(300);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Contracts that bring their own negative controls. */
  private static final Set<String> PACKAGES =
      Set.of("io.duolog.conformance.contract", "io.duolog.conformance.kill", "io.duolog.conformance.model");

  private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

  @AfterEach
  void sweep() throws Exception {
    ResourceLeakDetector.setLevel(level);
    Litter.sweep();
  }

  @ParameterizedTest
  @EnumSource
  void aDefectTurnsATestOfItsClauseRed(EngineDefect defect) {
    if (defect != EngineDefect.BUFFERS_NEVER_RELEASED) {
      // a test that fails leaves results held, and their buffers must not turn a later test red
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
    SuiteRun run =
        SuiteRun.of(
            defect::provider,
            LITTLE_PATIENCE,
            test ->
                SuiteRun.cited(test).contains(defect.clause())
                    && needsChildren(test) == defect.needsChildren()
                    && !isLong(test));
    assertFalse(run.failures().isEmpty(), () -> defect + " passed " + run.tests());
  }

  @ParameterizedTest
  @EnumSource
  void withoutADefectTheSameTestsAreGreen(EngineDefect.Sound sound) {
    SuiteRun run =
        SuiteRun.of(
            () -> Broken.provider(sound.provider(), Fault.NONE),
            PATIENCE,
            test -> !SuiteRun.cited(test).isEmpty() && !isLong(test) && !needsChildren(test));
    assertEquals(Map.of(), run.failures());
  }

  private static boolean isLong(Method test) {
    return Set.of(RandomModelContract.class, DamagedStoreContract.class).contains(test.getDeclaringClass());
  }

  private static boolean needsChildren(Method test) {
    return test.getDeclaringClass() == KillContract.class || SuiteRun.cited(test).contains("C7.other");
  }

  @Test
  void everyClauseThatTheContractsShowHasADefect() {
    Set<String> shown = new TreeSet<>();
    for (Class<?> nested : StorageConformance.class.getDeclaredClasses()) {
      Stream.of(nested.getSuperclass().getDeclaredMethods())
          .filter(test -> PACKAGES.contains(test.getDeclaringClass().getPackageName()))
          .forEach(test -> shown.addAll(SuiteRun.cited(test)));
    }
    Stream.of(EngineDefect.values()).map(EngineDefect::clause).forEach(shown::remove);
    assertEquals(Set.of(), shown);
  }
}
