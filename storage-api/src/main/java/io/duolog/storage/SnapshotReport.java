package io.duolog.storage;

/**
 * What a snapshot did (F4). Immutable.
 *
 * @param linkedFiles files that the copy shares with the store
 * @param copiedFiles files that were copied
 * @param copiedBytes bytes that were copied
 */
@Experimental
public record SnapshotReport(int linkedFiles, int copiedFiles, long copiedBytes) {}
