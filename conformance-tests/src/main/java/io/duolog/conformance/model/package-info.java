/**
 * The random model: seeded operations on an engine and on the reference engine, whose answers have to agree.
 *
 * <p>It knows no engine; what two honest engines may answer differently (how much of a read, how far durable) is stated
 * in the comparison.
 *
 * <p>The suite runs it, in child processes that die where the engine keeps what it stores.
 */
@NullMarked
package io.duolog.conformance.model;

import org.jspecify.annotations.NullMarked;
