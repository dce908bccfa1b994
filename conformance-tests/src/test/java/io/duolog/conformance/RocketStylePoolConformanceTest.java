package io.duolog.conformance;

import io.duolog.storage.StorageProvider;

class RocketStylePoolConformanceTest extends StorageConformance {
  @Override
  protected StorageProvider provider() {
    return new WriteModeProvider.Pool();
  }
}
