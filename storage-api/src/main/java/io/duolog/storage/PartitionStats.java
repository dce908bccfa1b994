package io.duolog.storage;

/**
 * Figures of one partition. Immutable.
 *
 * @param offsets the offsets
 * @param sizeBytes bytes of the batches between log start and log end
 * @param trimmedBytes bytes on disk that only trimmed data hold (T2)
 * @param leaderEpoch current leader epoch, or -1
 */
public record PartitionStats(LogOffsets offsets, long sizeBytes, long trimmedBytes, int leaderEpoch) {}
