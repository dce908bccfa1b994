/**
 * The ConsumeQueue: per partition a chain of pages with one entry per batch, in files that all partitions share. It
 * says where a batch lies and never what is in it; whether the pages are shared or one file per partition is known
 * here only. Appends write it, reads search it, recovery makes it again.
 */
@NullMarked
package io.duolog.rocket.queue;

import org.jspecify.annotations.NullMarked;
