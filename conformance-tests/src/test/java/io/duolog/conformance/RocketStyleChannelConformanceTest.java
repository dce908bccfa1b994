package io.duolog.conformance;

import io.duolog.storage.StorageProvider;

class RocketStyleChannelConformanceTest extends StorageConformance {
  @Override
  protected StorageProvider provider() {
    return new WriteModeProvider.Channel();
  }
}
