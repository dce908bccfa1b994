/**
 * The reference engine: the rules of the storage interface in the simplest code that keeps them, on the heap.
 *
 * <p>It has no files, no speed and no optional capability; what it lacks it refuses.
 *
 * <p>The random model uses it as the oracle of other engines, and whoever writes an engine may read it as the shortest
 * complete answer to what a method means.
 */
@NullMarked
package io.duolog.conformance.reference;

import org.jspecify.annotations.NullMarked;
