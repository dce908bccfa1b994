package io.duolog.conformance.wrapped;

import io.duolog.storage.PartitionLog;
import io.duolog.storage.error.StorageFailedException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tells the first failed force, and acknowledges what is appended behind it, as one does that tries again. */
public abstract class GoesOnBehindFailure extends WrappedProvider {
  private final AtomicBoolean isTold = new AtomicBoolean();

  GoesOnBehindFailure(String name) {
    super(name);
  }

  /** Of the rocket-style engine. */
  public static final class OfRocketStyle extends GoesOnBehindFailure {
    /** For child processes. */
    public OfRocketStyle() {
      super("rocket-style");
    }
  }

  /** Of the kafka-style engine. */
  public static final class OfKafkaStyle extends GoesOnBehindFailure {
    /** For child processes. */
    public OfKafkaStyle() {
      super("kafka-style");
    }
  }

  @Override
  Object answer(Call call) throws Throwable {
    try {
      return call.proceed();
    } catch (StorageFailedException failure) {
      if (call.isAppend() && !isTold.compareAndSet(false, true)) {
        return ((PartitionLog) call.target()).offsets().logEnd();
      }
      throw failure;
    }
  }
}
