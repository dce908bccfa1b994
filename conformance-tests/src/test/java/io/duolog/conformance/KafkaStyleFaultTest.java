package io.duolog.conformance;

import io.duolog.conformance.process.Providers;
import io.duolog.storage.StorageProvider;

class KafkaStyleFaultTest extends FaultConformance {
  @Override
  protected StorageProvider provider() {
    return Providers.named("kafka-style");
  }
}
