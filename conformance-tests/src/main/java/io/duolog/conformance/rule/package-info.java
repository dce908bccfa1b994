/**
 * The rules by id: which clauses there are, which test shows which clause, and which are owed.
 *
 * <p>It holds no test and runs nothing; the words of the rules stand in {@code docs/rules.md}, which is read as a
 * resource.
 *
 * <p>Contracts cite clauses through its annotations; the report and the coverage test read its lists.
 */
@NullMarked
package io.duolog.conformance.rule;

import org.jspecify.annotations.NullMarked;
