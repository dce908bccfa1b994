package io.duolog.conformance;

import io.duolog.conformance.contract.VersionNumber;
import io.duolog.storage.StorageProvider;
import java.util.List;

class RocketStyleChannelConformanceTest extends StorageConformance {
  @Override
  protected StorageProvider provider() {
    return new WriteModeProvider.Channel();
  }

  @Override
  protected List<VersionNumber> versionNumbers() {
    return OwnFormats.versionNumbers();
  }
}
