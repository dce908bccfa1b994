package io.duolog.rocket;

import io.duolog.io.file.Permits;
import io.duolog.io.file.ResourceBudget;
import io.duolog.storage.EngineResources;
import io.duolog.storage.ResourceLimit;

/** Thread-safe. The limits of the SPI as permits of the files. */
record LimitedBudget(ResourceLimit limit) implements Permits {
  /** The budget of an engine that is given {@code resources}. */
  static ResourceBudget of(EngineResources resources) {
    return new ResourceBudget(new LimitedBudget(resources.mappings()), new LimitedBudget(resources.descriptors()));
  }

  @Override
  public boolean tryTake() {
    return limit.tryAcquire(1);
  }

  @Override
  public void giveBack() {
    limit.release(1);
  }

  @Override
  public int live() {
    return (int) Math.min(Integer.MAX_VALUE, limit.used());
  }
}
