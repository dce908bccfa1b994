/**
 * The measurements of an engine, one class per kind of work, in the worker process. A cell opens its own store, runs
 * for a bounded time and number of bytes, and removes the store. Only the worker calls it.
 */
@NullMarked
package io.duolog.bench.cell;

import org.jspecify.annotations.NullMarked;
