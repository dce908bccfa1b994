/**
 * Broken engines: a sound engine with one defect at a time, and the proof that the contracts notice each.
 *
 * <p>It asserts nothing about the real engines, and knows no contract by name: a defect names the clause that it
 * breaks, and the tests that cite this clause are run on it.
 *
 * <p>Only the tests of the suite use it.
 */
@NullMarked
package io.duolog.conformance.defect;

import org.jspecify.annotations.NullMarked;
