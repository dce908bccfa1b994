package io.duolog.conformance.wrapped;

import io.duolog.storage.LogOffsets;
import io.duolog.storage.error.StorageFullException;

/** Shows a log end that counts the append that found no space. */
public abstract class MovesEndBehindFailure extends WrappedProvider {
  private volatile boolean isMoved;

  MovesEndBehindFailure(String name) {
    super(name);
  }

  /** Of the rocket-style engine. */
  public static final class OfRocketStyle extends MovesEndBehindFailure {
    /** For child processes. */
    public OfRocketStyle() {
      super("rocket-style");
    }
  }

  /** Of the kafka-style engine. */
  public static final class OfKafkaStyle extends MovesEndBehindFailure {
    /** For child processes. */
    public OfKafkaStyle() {
      super("kafka-style");
    }
  }

  @Override
  Object answer(Call call) throws Throwable {
    try {
      Object answer = call.proceed();
      return isMoved && answer instanceof LogOffsets offsets ? moved(offsets) : answer;
    } catch (StorageFullException full) {
      isMoved = true;
      throw full;
    }
  }

  private static LogOffsets moved(LogOffsets offsets) {
    return new LogOffsets(
        offsets.logStart(), offsets.durable(), offsets.highWatermark(), offsets.lastStable(), offsets.logEnd() + 1);
  }
}
