/**
 * The contracts: one abstract JUnit class for each topic, each test named by the rule that it shows.
 *
 * <p>They see an engine only through the storage interface, and on disk only as files that may be damaged or locked.
 *
 * <p>{@code StorageConformance} runs them all; an engine's own build may extend a single one.
 */
@NullMarked
package io.duolog.conformance.contract;

import org.jspecify.annotations.NullMarked;
