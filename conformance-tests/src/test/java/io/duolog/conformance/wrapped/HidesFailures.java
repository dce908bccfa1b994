package io.duolog.conformance.wrapped;

import io.duolog.storage.PartitionLog;
import io.duolog.storage.error.StorageException;

/** Acknowledges one append that failed, and tells of the next. */
public abstract class HidesFailures extends WrappedProvider {
  private boolean isHidden;

  HidesFailures(String name) {
    super(name);
  }

  /** Of the rocket-style engine. */
  public static final class OfRocketStyle extends HidesFailures {
    /** For child processes. */
    public OfRocketStyle() {
      super("rocket-style");
    }
  }

  /** Of the kafka-style engine. */
  public static final class OfKafkaStyle extends HidesFailures {
    /** For child processes. */
    public OfKafkaStyle() {
      super("kafka-style");
    }
  }

  @Override
  Object answer(Call call) throws Throwable {
    try {
      return call.proceed();
    } catch (StorageException failure) {
      if (!call.isAppend() || !hide()) {
        throw failure;
      }
      return ((PartitionLog) call.target()).offsets().logEnd();
    }
  }

  private synchronized boolean hide() {
    boolean isFirst = !isHidden;
    isHidden = true;
    return isFirst;
  }
}
