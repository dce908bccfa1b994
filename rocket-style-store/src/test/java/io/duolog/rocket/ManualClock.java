package io.duolog.rocket;

import io.duolog.storage.EngineClock;
import java.util.concurrent.atomic.AtomicLong;

/** Thread-safe. A clock that moves when a test says so. */
final class ManualClock implements EngineClock {
  private final AtomicLong nanos = new AtomicLong(1_700_000_000_000_000_000L);

  void advanceMillis(long millis) {
    nanos.addAndGet(millis * 1_000_000);
  }

  @Override
  public long currentTimeMillis() {
    return nanos.get() / 1_000_000;
  }

  @Override
  public long nanoTime() {
    return nanos.get();
  }
}
