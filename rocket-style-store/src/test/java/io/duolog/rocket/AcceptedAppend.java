package io.duolog.rocket;

import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendRejection;
import io.duolog.storage.error.StorageException;

/** The completion of an append that is expected to be acknowledged: of any other end the test is told by a throw. */
@FunctionalInterface
public interface AcceptedAppend extends AppendCompletion {
  /** Takes the acknowledgement, and does nothing with it. */
  AcceptedAppend IGNORED = (_, _) -> {};

  @Override
  default void rejected(AppendRejection rejection) {
    throw new AssertionError(rejection);
  }

  @Override
  default void failed(StorageException cause) {
    throw cause;
  }
}
