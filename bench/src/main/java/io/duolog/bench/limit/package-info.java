/**
 * What the machine gives without any engine: copies, writes, forces and raw serving loops over the same batches. A
 * limit follows the same protocol as the cells that it bounds. Only the worker calls it.
 */
@NullMarked
package io.duolog.bench.limit;

import org.jspecify.annotations.NullMarked;
