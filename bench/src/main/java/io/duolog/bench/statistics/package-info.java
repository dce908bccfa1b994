/**
 * Medians, paired ratios and their intervals, as pure functions of numbers. No file, no engine and no text is met here.
 * The comparison and the reports call it.
 */
@NullMarked
package io.duolog.bench.statistics;

import org.jspecify.annotations.NullMarked;
