package io.duolog.conformance.wrapped;

import io.duolog.storage.AppendOptions;

/** Acknowledges synced appends without waiting for a force. */
public abstract class EarlyAcknowledgement extends WrappedProvider {
  EarlyAcknowledgement(String name) {
    super(name);
  }

  /** Of the rocket-style engine. */
  public static final class OfRocketStyle extends EarlyAcknowledgement {
    /** For child processes. */
    public OfRocketStyle() {
      super("rocket-style");
    }
  }

  /** Of the kafka-style engine. */
  public static final class OfKafkaStyle extends EarlyAcknowledgement {
    /** For child processes. */
    public OfKafkaStyle() {
      super("kafka-style");
    }
  }

  @Override
  Object answer(Call call) throws Throwable {
    for (int i = 0; i < call.arguments().length; i++) {
      if (call.arguments()[i] instanceof AppendOptions options) {
        call.arguments()[i] = buffered(options);
      }
    }
    return call.proceed();
  }

  private static AppendOptions buffered(AppendOptions options) {
    return AppendOptions.BUFFERED.withLeaderEpoch(options.leaderEpoch());
  }
}
