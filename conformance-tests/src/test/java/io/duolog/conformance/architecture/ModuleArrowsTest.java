package io.duolog.conformance.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleArrowsTest {
  private static final String[] EVERYWHERE = {"java..", "org.jspecify.."};
  private static final String[] NETTY_BUFFER = {"io.netty.buffer..", "io.netty.util.."};
  private static final String SLF4J = "org.slf4j..";
  private static final Set<String> ENGINE_WORDS = Set.of("topic", "queue", "partition", "message", "key", "consumer");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.duolog.storage",
        "io.duolog.record",
        "io.duolog.io",
        "io.duolog.rocket",
        "io.duolog.kafka",
        "io.duolog.conformance"
      })
  void theRulesSeeTheModule(String packageName) {
    assertFalse(
        Production.CLASSES.stream().noneMatch(type -> type.getPackageName().startsWith(packageName)), packageName);
  }

  @Test
  void storageApiSeesNettyBufferAlone() {
    sees("the SPI is what others implement: each dependency becomes theirs", Production.STORAGE_API, NETTY_BUFFER);
  }

  @Test
  void storageIoSeesNeitherTheSpiNorAnEngine() {
    sees("files do not know what is kept in them", new String[] {Production.STORAGE_IO}, new String[] {SLF4J});
  }

  @Test
  void rocketStyleSeesTheSpiAndStorageIo() {
    engineSees(Production.ROCKET);
  }

  @Test
  void kafkaStyleSeesTheSpiAndStorageIo() {
    engineSees(Production.KAFKA);
  }

  @Test
  void theSuiteSeesTheSpiAndJUnit() {
    sees(
        "others run the suite on engines of their own, found through ServiceLoader",
        new String[] {Production.SUITE},
        joined(
            Production.STORAGE_API,
            NETTY_BUFFER,
            new String[] {"org.junit..", "org.opentest4j..", "com.sun.management.."}));
  }

  @Test
  void storageIoIsDescribedWithoutAnEnginesWords() {
    List<String> found = new ArrayList<>();
    for (JavaClass type : Production.CLASSES) {
      if (!type.getPackageName().startsWith("io.duolog.io")) {
        continue;
      }
      addEngineWords(type.getSimpleName(), type.getFullName(), found);
      for (JavaMethod method : type.getMethods()) {
        if (!method.getModifiers().contains(JavaModifier.SYNTHETIC)) {
          addEngineWords(method.getName(), method.getFullName(), found);
        }
      }
    }
    assertEquals(List.of(), found, "names in storage-io that only an engine understands: move them to the engine");
  }

  private static void addEngineWords(String name, String where, List<String> found) {
    for (String word : name.split("(?<=[a-z0-9])(?=[A-Z])|_", -1)) {
      String lower = word.toLowerCase(Locale.ROOT);
      if (ENGINE_WORDS.contains(lower) || ENGINE_WORDS.contains(lower.replaceFirst("s$", ""))) {
        found.add(where);
      }
    }
  }

  private static void engineSees(String engine) {
    sees(
        "engines never see each other, the suite or the bench: their difference is what is compared",
        new String[] {engine},
        joined(Production.STORAGE_API, new String[] {Production.STORAGE_IO, SLF4J}, NETTY_BUFFER));
  }

  private static void sees(String reason, String[] module, String[] others) {
    classes()
        .that()
        .resideInAnyPackage(module)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(joined(module, others, EVERYWHERE))
        .because(reason)
        .check(Production.CLASSES);
  }

  private static String[] joined(String[]... parts) {
    return Arrays.stream(parts).flatMap(Stream::of).toArray(String[]::new);
  }
}
