/**
 * What a process holds, as the kernel and the JVM see it: descriptors, mappings, threads.
 *
 * <p>It knows nothing of engines and asserts nothing by itself, except that a condition comes true before a deadline.
 *
 * <p>Contracts and their extensions call it.
 */
@NullMarked
package io.duolog.conformance.watch;

import org.jspecify.annotations.NullMarked;
