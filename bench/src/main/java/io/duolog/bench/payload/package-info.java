/**
 * The records that are appended: made to a size and compressibility, or read from a file of real lines, and built into
 * record batches ahead of time. It does no timing and knows no engine. Cells, limits and the command line call it.
 */
@NullMarked
package io.duolog.bench.payload;

import org.jspecify.annotations.NullMarked;
