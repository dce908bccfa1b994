/**
 * What the contracts append and how they look at what is stored: batches, defects, whole contents, loopback transfers.
 *
 * <p>It makes no promise about an engine and asserts only that an engine answers in the form that the interface has.
 *
 * <p>Contracts, the random model and child processes call it; engines' own tests may.
 */
@NullMarked
package io.duolog.conformance.workload;

import org.jspecify.annotations.NullMarked;
