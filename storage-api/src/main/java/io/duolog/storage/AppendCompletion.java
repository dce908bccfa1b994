package io.duolog.storage;

import io.duolog.storage.error.StorageException;

/**
 * Where an append reports its end (A9). Made and owned by the caller, who may use it again as soon as one of its
 * methods has been called; an append calls exactly one of them, exactly once, and holds no lock while it does.
 *
 * <p>Called on the appending thread, before {@link LogWriter#append} returns, or on a thread of the engine; so it must
 * be quick, must not block, and must not throw. One that throws is counted and otherwise ignored.
 */
public interface AppendCompletion {
  /**
   * The batch is visible, and as durable as was asked.
   *
   * @param baseOffset offset of the batch's first record
   * @param lastOffset offset of the batch's last record
   */
  void appended(long baseOffset, long lastOffset);

  /** The batch was not appended, for a reason that is part of ordinary work (E3). */
  void rejected(AppendRejection rejection);

  /**
   * The batch is not acknowledged: an operating fault. If it was a failed force the batch may be readable until the
   * store is reopened, and may be gone after it (D3).
   */
  void failed(StorageException cause);
}
