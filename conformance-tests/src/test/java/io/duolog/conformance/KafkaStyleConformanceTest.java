package io.duolog.conformance;

import io.duolog.conformance.contract.VersionNumber;
import io.duolog.conformance.process.Providers;
import io.duolog.storage.StorageProvider;
import java.util.List;

class KafkaStyleConformanceTest extends StorageConformance {
  @Override
  protected StorageProvider provider() {
    return Providers.named("kafka-style");
  }

  @Override
  protected List<VersionNumber> versionNumbers() {
    return OwnFormats.versionNumbers();
  }
}
