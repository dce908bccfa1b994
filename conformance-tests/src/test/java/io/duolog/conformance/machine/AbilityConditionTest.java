package io.duolog.conformance.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;

class AbilityConditionTest {
  @Test
  void withoutBeingRequiredATestIsSkippedWithTheReason() {
    ConditionEvaluationResult result = AbilityCondition.refused("T", "faults", "no root", ",containers");

    assertTrue(result.isDisabled());
    assertEquals("needs 'faults', but: no root", result.getReason().orElseThrow());
  }

  @Test
  void aRequiredTestThatCannotRunFails() {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> AbilityCondition.refused("T", "faults", "no root", "faults,containers"));

    assertEquals("T is required by duolog.required=faults,containers and needs 'faults', but: no root", e.getMessage());
  }
}
