package io.duolog.rocket.log;

/**
 * Sizes and names of a store; immutable.
 *
 * @param name begins the names of the store's threads
 * @param fileSizeBytes of new files of the log, a multiple of the page size
 * @param queueFileBytes of new files of the queue, a multiple of 64 KiB
 * @param maxBatchBytes largest batch
 * @param unsynced what may be published and not forced
 * @param writeMode how frames get into the log
 */
public record StoreSettings(
    String name,
    int fileSizeBytes,
    int queueFileBytes,
    int maxBatchBytes,
    UnsyncedLimits unsynced,
    WriteMode writeMode) {

  /** The same settings with another size of new files of the log. */
  public StoreSettings withFileSize(int sizeBytes) {
    return new StoreSettings(name, sizeBytes, queueFileBytes, maxBatchBytes, unsynced, writeMode);
  }
}
