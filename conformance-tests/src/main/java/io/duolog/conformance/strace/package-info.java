/**
 * Contracts that tamper with the system calls of a process which runs a store: who waits while a call is held.
 *
 * <p>It needs {@code strace}, which holds calls from outside, so that no engine needs a seam for it. Devices
 * that break by themselves are the other fault contracts' business.
 *
 * <p>Run by the fault suite for every engine that declares {@link io.duolog.storage.Capability#PERSISTENCE} and {@link
 * io.duolog.storage.Capability#SYNCED_DURABILITY}.
 */
@NullMarked
package io.duolog.conformance.strace;

import org.jspecify.annotations.NullMarked;
