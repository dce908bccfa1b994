package io.duolog.conformance.wrapped;

import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.error.CorruptException;

/** Steps over damaged batches without a word. */
public abstract class SilentDamage extends WrappedProvider {
  SilentDamage(String name) {
    super(name);
  }

  /** Of the rocket-style engine. */
  public static final class OfRocketStyle extends SilentDamage {
    /** For child processes. */
    public OfRocketStyle() {
      super("rocket-style");
    }
  }

  /** Of the kafka-style engine. */
  public static final class OfKafkaStyle extends SilentDamage {
    /** For child processes. */
    public OfKafkaStyle() {
      super("kafka-style");
    }
  }

  @Override
  Object answer(Call call) throws Throwable {
    while (true) {
      try {
        return call.proceed();
      } catch (CorruptException hidden) {
        if (call.target() instanceof PartitionLog log) {
          return log.read(log.offsets().logEnd(), 1, ReadOptions.LOG_END);
        }
      }
    }
  }
}
