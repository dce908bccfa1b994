/**
 * The bad-sector contract: a device that cannot read some of what a store has written.
 *
 * <p>It needs a loop device whose image is cut short, and so root; bytes that are read wrong are the damage contract's.
 *
 * <p>Run by the fault suite for every engine that declares {@link io.duolog.storage.Capability#PERSISTENCE}.
 */
@NullMarked
package io.duolog.conformance.sector;

import org.jspecify.annotations.NullMarked;
