package io.duolog.conformance.rule;

/**
 * A clause that no test shows yet. Immutable.
 *
 * @param id for instance {@code T1.cut}
 * @param issue subject of the issue that brings it, in words
 * @param reason what is missing, in one sentence
 */
public record OwedClause(String id, String issue, String reason) {}
