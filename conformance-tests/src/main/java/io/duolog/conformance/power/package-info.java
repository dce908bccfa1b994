/**
 * The power-loss contract: what a machine that loses power at any moment leaves of a store.
 *
 * <p>It needs file systems in loop-mounted images, and so root; the death of a process alone is the kill contract's.
 *
 * <p>Run by the fault suite for every engine that declares {@link
 * io.duolog.storage.Capability#SYNCED_DURABILITY}.
 */
@NullMarked
package io.duolog.conformance.power;

import org.jspecify.annotations.NullMarked;
