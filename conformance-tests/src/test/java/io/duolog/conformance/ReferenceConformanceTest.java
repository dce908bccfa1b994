package io.duolog.conformance;

import io.duolog.conformance.reference.ReferenceProvider;
import io.duolog.storage.StorageProvider;

class ReferenceConformanceTest extends StorageConformance {
  @Override
  protected StorageProvider provider() {
    return new ReferenceProvider();
  }
}
