package io.duolog.conformance.rule;

/**
 * A clause of a rule. Immutable.
 *
 * @param id for instance {@code A1.dense}
 * @param text what it promises
 */
public record Clause(String id, String text) {
  /** Id of the rule that the clause belongs to: what stands before the dot. */
  public String rule() {
    return ruleOf(id);
  }

  /** Id of the rule that the clause {@code id} belongs to. */
  public static String ruleOf(String id) {
    int dot = id.indexOf('.');
    return dot < 0 ? id : id.substring(0, dot);
  }
}
