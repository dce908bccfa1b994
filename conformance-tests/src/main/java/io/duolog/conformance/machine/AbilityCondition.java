package io.duolog.conformance.machine;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Thread-safe. Runs a test if the machine has the abilities that its tags name. Else the test is skipped and the reason
 * printed, except where the system property {@code duolog.required} lists the tag: there it fails.
 */
final class AbilityCondition implements ExecutionCondition {
  private static final String REQUIRED = "duolog.required";
  private static final Map<Ability, Optional<String>> OBSTACLES = new ConcurrentHashMap<>();

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return evaluate(context, System.getProperty(REQUIRED, ""));
  }

  private static ConditionEvaluationResult evaluate(ExtensionContext context, String required) {
    for (Ability ability : Ability.values()) {
      if (!context.getTags().contains(ability.tag())) {
        continue;
      }
      Optional<String> obstacle = OBSTACLES.computeIfAbsent(ability, Ability::obstacle);
      if (obstacle.isPresent()) {
        return refused(context.getDisplayName(), ability.tag(), obstacle.get(), required);
      }
    }
    return ConditionEvaluationResult.enabled("the machine can run it");
  }

  /** What becomes of a test that cannot run. */
  static ConditionEvaluationResult refused(String test, String tag, String obstacle, String required) {
    String reason = "needs '" + tag + "', but: " + obstacle;
    if (Arrays.asList(required.split(",", -1)).contains(tag)) {
      throw new IllegalStateException(test + " is required by " + REQUIRED + "=" + required + " and " + reason);
    }
    System.out.println("skipped: " + test + " " + reason);
    return ConditionEvaluationResult.disabled(reason);
  }
}
