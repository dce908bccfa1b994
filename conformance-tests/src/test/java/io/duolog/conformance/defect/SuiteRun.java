package io.duolog.conformance.defect;

import io.duolog.conformance.rule.Rule;
import io.duolog.conformance.watch.Eventually;
import io.duolog.storage.StorageProvider;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** One run of tests of the suite on one engine, inside of a test. Confined to one thread. */
final class SuiteRun implements TestExecutionListener {
  private final Map<String, Throwable> failures = new TreeMap<>();
  private final Set<String> tests = new TreeSet<>();

  private SuiteRun() {}

  /** Runs the tests that are wanted; they wait for {@code patience} for what should come. */
  static SuiteRun of(Supplier<StorageProvider> provider, Duration patience, Predicate<Method> isWanted) {
    SuiteRun run = new SuiteRun();
    PostDiscoveryFilter wanted = descriptor -> FilterResult.includedIf(isWanted(descriptor, isWanted));
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectClass(ConformanceOfOneProvider.class))
            .filters(wanted)
            .configurationParameter("duolog.report", "none")
            .build();
    ScopedValue.where(ConformanceOfOneProvider.PROVIDER, provider)
        .run(
            () ->
                Eventually.withPatience(patience, () -> LauncherFactory.create().execute(request, run)));
    return run;
  }

  /** Clauses that a test cites. */
  static Set<String> cited(Method test) {
    Rule rule = test.getAnnotation(Rule.class);
    return rule == null ? Set.of() : new TreeSet<>(Arrays.asList(rule.value()));
  }

  private static boolean isWanted(TestDescriptor descriptor, Predicate<Method> isWanted) {
    Optional<TestSource> source = descriptor.getSource();
    return source.isEmpty() || !(source.get() instanceof MethodSource method) || isWanted.test(method.getJavaMethod());
  }

  @Override
  public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
    TestSource source = identifier.getSource().orElse(null);
    String name = source instanceof MethodSource method ? method.getMethodName() : identifier.getDisplayName();
    if (identifier.isTest()) {
      tests.add(name);
    }
    result.getThrowable().ifPresent(failure -> failures.put(name, failure));
  }

  /** Names of the tests that ran. */
  Set<String> tests() {
    return tests;
  }

  /** What failed, by the name of the test. */
  Map<String, Throwable> failures() {
    return failures;
  }
}
