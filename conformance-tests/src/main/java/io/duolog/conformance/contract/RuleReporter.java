package io.duolog.conformance.contract;

import io.duolog.conformance.report.ConformanceReport;
import io.duolog.conformance.report.Outcome;
import io.duolog.conformance.report.TestedEngine;
import io.duolog.conformance.rule.Rule;
import io.duolog.storage.Capability;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Notes for the report what each test said of the clauses that it cites. Stateless. The configuration parameter {@value
 * #FILE} names the report's file; {@code none} means no report. The test's instance has to be a {@link TestedEngine}.
 */
public final class RuleReporter implements TestWatcher {
  static final String FILE = "duolog.report";

  private static final String DEFAULT_FILE = "target/conformance-report.md";
  private static final String NO_FILE = "none";
  private static final Namespace NAMESPACE = Namespace.create(RuleReporter.class);

  /** For JUnit. */
  public RuleReporter() {}

  @Override
  public void testSuccessful(ExtensionContext context) {
    Optional<Capability> missing = CapabilityGate.missing(context);
    if (missing.isPresent()) {
      note(context, Outcome.NOT_APPLICABLE, missing.get().name());
    } else {
      note(context, Outcome.PASSED, "");
    }
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    note(context, Outcome.FAILED, context.getRequiredTestMethod().getName());
  }

  @Override
  public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
    note(context, Outcome.SKIPPED, cause == null ? "no reason" : String.valueOf(cause.getMessage()));
  }

  private static void note(ExtensionContext context, Outcome outcome, String remark) {
    Rule rule = context.getRequiredTestMethod().getAnnotation(Rule.class);
    String file = context.getConfigurationParameter(FILE).orElse(DEFAULT_FILE);
    if (rule == null || file.equals(NO_FILE)) {
      return;
    }
    if (context.getTestInstance().orElse(null) instanceof TestedEngine tested) {
      ConformanceReport report =
          context
              .getRoot()
              .getStore(NAMESPACE)
              .computeIfAbsent(file, _ -> ConformanceReport.of(Path.of(file)), ConformanceReport.class);
      report.note(tested.engineName(), List.of(rule.value()), outcome, remark);
    }
  }
}
