/**
 * Contracts that watch the system calls of a process which runs a store: what it forces before it acknowledges, who
 * waits while a call is held, and what is left when a call fails or is the last one.
 *
 * <p>It needs {@code strace}, which shows, holds and fails calls, and kills at them, from outside, so that no engine
 * needs a seam for it. Devices that break by themselves are the other fault contracts' business.
 *
 * <p>Run by the fault suite for every engine that declares {@link io.duolog.storage.Capability#PERSISTENCE} and {@link
 * io.duolog.storage.Capability#SYNCED_DURABILITY}.
 */
@NullMarked
package io.duolog.conformance.strace;

import org.jspecify.annotations.NullMarked;
