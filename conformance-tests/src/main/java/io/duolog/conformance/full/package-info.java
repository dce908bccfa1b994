/**
 * The full-disk contract: what a store does while its disk has no space, and after space returns.
 *
 * <p>It needs small file systems of its own, and so root.
 *
 * <p>Run by the fault suite for every engine.
 */
@NullMarked
package io.duolog.conformance.full;

import org.jspecify.annotations.NullMarked;
