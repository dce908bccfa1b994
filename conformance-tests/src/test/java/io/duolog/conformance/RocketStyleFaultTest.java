package io.duolog.conformance;

import io.duolog.conformance.process.Providers;
import io.duolog.storage.StorageProvider;

class RocketStyleFaultTest extends FaultConformance {
  @Override
  protected StorageProvider provider() {
    return Providers.named("rocket-style");
  }

  @Override
  protected boolean sharesForces() {
    return true;
  }
}
