package io.duolog.conformance.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import io.duolog.storage.Capability;
import io.duolog.storage.OffsetRange;
import io.duolog.storage.error.StorageFailedException;
import io.duolog.storage.error.UnsupportedOperationByEngineException;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageLinesTest {
  /** Two errors carry a value of the SPI that itself throws nothing but argument errors; nothing else is excepted. */
  @Test
  void packagesHaveNoCycles() {
    slices()
        .matching("io.duolog.(**)")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(StorageFailedException.class, OffsetRange.class)
        .ignoreDependency(UnsupportedOperationByEngineException.class, Capability.class)
        .because("packages in a cycle can only be understood together: move the type that both use below both")
        .check(Production.CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    List<String> unmarked =
        Production.CLASSES.stream()
            .map(JavaClass::getPackage)
            .distinct()
            .filter(known -> !known.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .sorted()
            .toList();
    assertEquals(List.of(), unmarked, "packages whose package-info lacks @NullMarked: NullAway does not look at them");
  }

  @ParameterizedTest
  @ValueSource(strings = {"io.duolog.rocket", "io.duolog.kafka"})
  void theFormatKnowsNothingOfItsEngine(String engine) {
    classes()
        .that()
        .resideInAPackage(engine + ".format..")
        .should()
        .onlyDependOnClassesThat(JavaClass.Predicates.resideInAPackage(engine + ".format..")
            .or(JavaClass.Predicates.resideOutsideOfPackage(engine + "..")))
        .because("engine packages form a line: facade, recovery, structures, format")
        .check(Production.CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"io.duolog.rocket", "io.duolog.kafka"})
  void nothingInTheEngineKnowsItsFacade(String engine) {
    noClasses()
        .that()
        .resideInAPackage(engine + "..")
        .and()
        .resideOutsideOfPackage(engine)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(engine)
        .because("no class receives the store: it receives the two or three things it uses")
        .check(Production.CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"io.duolog.rocket", "io.duolog.kafka"})
  void onlyTheFacadeKnowsRecovery(String engine) {
    noClasses()
        .that()
        .resideInAPackage(engine + ".*..")
        .and()
        .resideOutsideOfPackage(engine + ".recovery..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(engine + ".recovery..")
        .because("engine packages form a line: facade, recovery, structures, format")
        .check(Production.CLASSES);
  }
}
