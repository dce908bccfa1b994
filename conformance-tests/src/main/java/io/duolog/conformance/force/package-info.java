/**
 * The failed-force contract: what a store does when the disk did not keep what it was told to keep.
 *
 * <p>It needs disks that fail and a tracer that makes system calls fail, and so root.
 *
 * <p>Run by the fault suite for every engine that declares {@link io.duolog.storage.Capability#SYNCED_DURABILITY}.
 */
@NullMarked
package io.duolog.conformance.force;

import org.jspecify.annotations.NullMarked;
