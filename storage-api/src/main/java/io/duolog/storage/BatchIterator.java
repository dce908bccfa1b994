package io.duolog.storage;

import io.duolog.record.RecordBatch;

/**
 * Walks the batches of a fetch result in order. Confined to one thread; valid while the result is held.
 *
 * <p>Every step checks the batch's checksum (R5). A damaged batch is thrown at the step that meets it; the next step
 * goes on behind it.
 */
public interface BatchIterator {
  /**
   * Moves to the next batch.
   *
   * @return whether there is one
   * @throws io.duolog.storage.error.CorruptException if the batch is damaged, with file, position and offset range
   */
  boolean next();

  /** The current batch: one view that moves with the iterator. */
  RecordBatch batch();
}
