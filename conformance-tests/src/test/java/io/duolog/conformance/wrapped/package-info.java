/**
 * Sound engines with one broken promise, which the fault contracts have to catch.
 *
 * <p>It is public, so that child processes can make the providers by the names of their classes.
 *
 * <p>Called by the control tests of the fault contracts.
 */
package io.duolog.conformance.wrapped;
