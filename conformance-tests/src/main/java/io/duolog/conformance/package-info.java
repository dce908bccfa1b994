/**
 * The conformance suite: what an engine's own build extends.
 *
 * <p>It holds no test itself; the contracts do.
 *
 * <p>Whoever writes an engine calls it.
 */
@NullMarked
package io.duolog.conformance;

import org.jspecify.annotations.NullMarked;
