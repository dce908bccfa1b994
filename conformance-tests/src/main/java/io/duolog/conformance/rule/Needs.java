package io.duolog.conformance.rule;

import io.duolog.storage.Capability;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The capabilities that a test, or every test of a class, needs. On an engine that does not declare one of them the
 * test is replaced by the assertion that the engine refuses in the documented way.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Needs {
  /** Needed capabilities, from one. */
  Capability[] value();
}
