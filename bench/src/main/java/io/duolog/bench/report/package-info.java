/**
 * The forms of a result: text table, JSON, CSV, Markdown, histograms and a page with charts. It computes nothing that
 * the comparison has not measured. The command line calls it.
 */
@NullMarked
package io.duolog.bench.report;

import org.jspecify.annotations.NullMarked;
