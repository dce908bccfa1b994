/**
 * Walking a file whose structures tell their own length. It knows no structure: it keeps the bytes at hand in a reused
 * heap buffer, copied by the kernel so that a media fault is an exception, and the caller reads lengths and checksums
 * from there. Scans of recovery, verification and the durable containers call it.
 */
@NullMarked
package io.duolog.io.framing;

import org.jspecify.annotations.NullMarked;
