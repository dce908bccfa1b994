/**
 * The timed loop that cells and raw limits share, and what a run may cost: time, bytes, warm-up. It knows neither
 * engines nor limits, only actions over a share of the batches. Cells and limits call it.
 */
@NullMarked
package io.duolog.bench.load;

import org.jspecify.annotations.NullMarked;
