package io.duolog.conformance.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpiShapeTest {
  private static final int MOST_METHODS = 15;
  private static final Set<String> OF_EVERY_VALUE = Set.of("equals", "hashCode", "toString", "values", "valueOf");

  @Test
  void spiTypesAndTheFileSeamHaveAtMostFifteenMethods() {
    List<String> tooLarge =
        Production.CLASSES.stream()
            .filter(SpiShapeTest::isPromised)
            .filter(type -> methodsOf(type) > MOST_METHODS)
            .map(type -> type.getName() + " has " + methodsOf(type))
            .sorted()
            .toList();
    assertEquals(List.of(), tooLarge, "types with more than " + MOST_METHODS + " methods: split them by role");
  }

  private static boolean isPromised(JavaClass type) {
    boolean isSpi = type.getPackageName().startsWith("io.duolog.storage") && !type.isRecord();
    boolean isSeam = type.getName().equals("io.duolog.io.file.Disk");
    return (isSpi && type.getModifiers().contains(JavaModifier.PUBLIC)) || isSeam;
  }

  private static long methodsOf(JavaClass type) {
    return type.getMethods().stream().filter(SpiShapeTest::isOwn).count();
  }

  private static boolean isOwn(JavaMethod method) {
    Set<JavaModifier> modifiers = method.getModifiers();
    return !modifiers.contains(JavaModifier.SYNTHETIC)
        && !modifiers.contains(JavaModifier.BRIDGE)
        && !modifiers.contains(JavaModifier.PRIVATE)
        && !OF_EVERY_VALUE.contains(method.getName());
  }
}
