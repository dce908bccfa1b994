package io.duolog.conformance.wrapped;

import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendRejection;
import io.duolog.storage.error.StorageException;
import java.util.concurrent.Semaphore;

/** Begins an append when the one before it has ended, as one does that writes and forces under its one lock. */
public abstract class OneAtATime extends WrappedProvider {
  private final Semaphore turn = new Semaphore(1);

  OneAtATime(String name) {
    super(name);
  }

  /** Of the kafka-style engine. */
  public static final class OfKafkaStyle extends OneAtATime {
    /** For child processes. */
    public OfKafkaStyle() {
      super("kafka-style");
    }
  }

  @Override
  Object answer(Call call) throws Throwable {
    if (!call.isAppend()) {
      return call.proceed();
    }
    turn.acquire();
    int last = call.arguments().length - 1;
    if (call.arguments()[last] instanceof AppendCompletion completion) {
      call.arguments()[last] = new Ending(completion, turn);
      return call.proceed();
    }
    try {
      return call.proceed();
    } finally {
      turn.release();
    }
  }

  /** Lets the next one begin when its append ends. */
  private record Ending(AppendCompletion told, Semaphore turn) implements AppendCompletion {
    @Override
    public void appended(long baseOffset, long lastOffset) {
      turn.release();
      told.appended(baseOffset, lastOffset);
    }

    @Override
    public void rejected(AppendRejection rejection) {
      turn.release();
      told.rejected(rejection);
    }

    @Override
    public void failed(StorageException cause) {
      turn.release();
      told.failed(cause);
    }
  }
}
