package io.duolog.storage;

/**
 * A transaction that ended with an abort marker (X1). Immutable.
 *
 * @param producerId whose transaction it was
 * @param firstOffset first offset of the transaction
 * @param lastOffset offset of the marker
 */
@Experimental
public record AbortedTransaction(long producerId, long firstOffset, long lastOffset) {}
