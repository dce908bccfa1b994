package io.duolog.conformance;

import io.duolog.conformance.contract.VersionNumber;
import io.duolog.storage.StorageProvider;
import java.util.List;

class RocketStylePoolConformanceTest extends StorageConformance {
  @Override
  protected StorageProvider provider() {
    return new WriteModeProvider.Pool();
  }

  @Override
  protected List<VersionNumber> versionNumbers() {
    return OwnFormats.versionNumbers();
  }
}
