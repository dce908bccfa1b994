package io.duolog.conformance;

import io.duolog.conformance.process.Providers;
import io.duolog.storage.StorageProvider;

class KafkaStyleConformanceTest extends StorageConformance {
  @Override
  protected StorageProvider provider() {
    return Providers.named("kafka-style");
  }
}
