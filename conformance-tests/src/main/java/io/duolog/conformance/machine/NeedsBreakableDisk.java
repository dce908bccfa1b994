package io.duolog.conformance.machine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The test mounts a file system from an image and shuts it down under the code: needs Linux, root and xfsprogs. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag("faults")
@ExtendWith(AbilityCondition.class)
public @interface NeedsBreakableDisk {}
