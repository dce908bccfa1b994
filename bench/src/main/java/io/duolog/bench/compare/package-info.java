/**
 * The coordinator of a comparison: which engines there are, the order of the runs, the worker processes, what is kept
 * and what is removed. It measures nothing itself. The command line calls it.
 */
@NullMarked
package io.duolog.bench.compare;

import org.jspecify.annotations.NullMarked;
