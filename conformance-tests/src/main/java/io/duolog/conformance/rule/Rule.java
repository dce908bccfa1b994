package io.duolog.conformance.rule;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The clauses that a test shows, for instance {@code "A1.dense"}. The name of the test method begins with the id of the
 * first one's rule, in lower case: {@code a1_offsetsAreDense}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Rule {
  /** Clauses of {@code docs/rules.md}, from one. */
  String[] value();
}
