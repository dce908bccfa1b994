/**
 * A tiny engine in memory, so that cells, workers and the comparison can be tested without the real ones. It promises
 * nothing that the benchmarks do not use. Only tests call it.
 */
@NullMarked
package io.duolog.bench.fake;

import org.jspecify.annotations.NullMarked;
