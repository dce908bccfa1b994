/**
 * Microbenchmarks of append, fetch and the batch view for the Java Microbenchmark Harness. They find their engines
 * through the service loader and are no part of the comparison. The harness calls it.
 */
@NullMarked
package io.duolog.bench.jmh;

import org.jspecify.annotations.NullMarked;
