/**
 * The report of a run: each clause for each engine.
 *
 * <p>It decides nothing about an engine; it only writes down what the tests said.
 *
 * <p>The contracts' extension feeds it; it writes itself when the run ends.
 */
@NullMarked
package io.duolog.conformance.report;

import org.jspecify.annotations.NullMarked;
