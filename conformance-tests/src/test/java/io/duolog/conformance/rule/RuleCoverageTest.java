package io.duolog.conformance.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.FaultConformance;
import io.duolog.conformance.StorageConformance;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

class RuleCoverageTest {
  private static final RuleCatalogue CATALOGUE = RuleCatalogue.load();

  private static List<Method> tests() {
    List<Method> tests = new ArrayList<>();
    List<Class<?>> contracts = new ArrayList<>(List.of(StorageConformance.class.getDeclaredClasses()));
    contracts.addAll(List.of(FaultConformance.class.getDeclaredClasses()));
    for (Class<?> nested : contracts) {
      assertTrue(nested.isAnnotationPresent(Nested.class), () -> nested + " does not run");
      for (Class<?> type = nested; type != null; type = type.getSuperclass()) {
        Stream.of(type.getDeclaredMethods()).filter(RuleCoverageTest::isTest).forEach(tests::add);
      }
    }
    return tests;
  }

  private static boolean isTest(Method method) {
    return has(method, Test.class) || has(method, ParameterizedTest.class);
  }

  private static boolean has(Method method, Class<? extends Annotation> type) {
    return method.isAnnotationPresent(type);
  }

  private static Set<String> cited() {
    Set<String> cited = new TreeSet<>();
    tests().stream().map(test -> test.getAnnotation(Rule.class)).forEach(
        rule -> {
          if (rule != null) {
            cited.addAll(List.of(rule.value()));
          }
        });
    return cited;
  }

  @Test
  void everyClauseIsShownByATestOrDeclaredAsOwed() {
    Set<String> undeclared = new TreeSet<>(CATALOGUE.ids());
    undeclared.removeAll(cited());
    undeclared.removeAll(CATALOGUE.owed().keySet());
    assertEquals(Set.of(), undeclared);
  }

  @Test
  void noClauseIsBothShownAndOwed() {
    Set<String> both = cited();
    both.retainAll(CATALOGUE.owed().keySet());
    assertEquals(Set.of(), both);
  }

  @Test
  void whatIsCitedOrOwedIsAClause() {
    Set<String> unknown = cited();
    unknown.addAll(CATALOGUE.owed().keySet());
    CATALOGUE.ids().forEach(unknown::remove);
    assertEquals(Set.of(), unknown);
  }

  @Test
  void anOwedClauseNamesAnIssueAndAReason() {
    for (OwedClause owed : CATALOGUE.owed().values()) {
      assertTrue(owed.issue().matches("[a-z][a-z',: ]{9,}"), owed::toString);
      assertTrue(owed.reason().endsWith("."), owed::toString);
    }
  }

  @Test
  void everyRuleHasAClause() {
    Set<String> rules = new TreeSet<>();
    CATALOGUE.clauses().values().forEach(clause -> rules.add(clause.rule()));
    Set<String> expected = new TreeSet<>();
    String groups = "ADVRLTPXCEF";
    int[] sizes = {10, 8, 5, 8, 5, 5, 5, 2, 8, 7, 4};
    IntStream.range(0, sizes.length)
        .forEach(
            i -> IntStream.rangeClosed(1, sizes[i]).forEach(number -> expected.add(groups.charAt(i) + "" + number)));
    assertEquals(expected, rules);
  }

  @Test
  void aTestIsNamedByTheRuleOfItsFirstClause() {
    for (Method test : tests()) {
      Rule rule = test.getAnnotation(Rule.class);
      String id = rule == null ? "E2" : Clause.ruleOf(rule.value()[0]);
      assertTrue(test.getName().startsWith(id.toLowerCase(Locale.ROOT) + "_"), () -> test + " shows " + id);
    }
  }
}
