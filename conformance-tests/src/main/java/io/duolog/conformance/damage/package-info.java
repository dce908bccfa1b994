/**
 * The damage contract: a closed store of which one byte, or the rest of one file, is not what was written.
 *
 * <p>It needs no root; disks that break under a live store are elsewhere.
 *
 * <p>Run by the suite for every engine that declares {@link io.duolog.storage.Capability#PERSISTENCE}.
 */
@NullMarked
package io.duolog.conformance.damage;

import org.jspecify.annotations.NullMarked;
