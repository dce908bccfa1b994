/**
 * The few system calls that the JDK does not offer, behind one small type with an absent variant. It does no
 * bookkeeping and translates no errors: a call returns the system's error number and the caller decides. Only
 * {@code storage-io} and the hot paths that need a fault point may call it.
 */
@NullMarked
package io.duolog.io.nativecalls;

import org.jspecify.annotations.NullMarked;
