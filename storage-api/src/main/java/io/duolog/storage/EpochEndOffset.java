package io.duolog.storage;

/**
 * Where a leader epoch ends (L2). Immutable.
 *
 * @param leaderEpoch the largest epoch of the log that is not above the asked one
 * @param endOffset first offset of the next larger epoch, or the log end
 */
@Experimental
public record EpochEndOffset(int leaderEpoch, long endOffset) {}
