/**
 * Child processes of a test: a JVM on the class path of this one.
 *
 * <p>It knows nothing of engines but how to make a provider by the name of its class.
 *
 * <p>Contracts that need a second process, or one that dies, call it.
 */
@NullMarked
package io.duolog.conformance.process;

import org.jspecify.annotations.NullMarked;
