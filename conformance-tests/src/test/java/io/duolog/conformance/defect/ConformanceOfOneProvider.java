package io.duolog.conformance.defect;

import io.duolog.conformance.OwnFormats;
import io.duolog.conformance.StorageConformance;
import io.duolog.conformance.contract.VersionNumber;
import io.duolog.storage.StorageProvider;
import java.util.List;
import java.util.function.Supplier;

/** The suite on the engine of the run that is going on. Not run by the build: {@link SuiteRun} runs it. */
class ConformanceOfOneProvider extends StorageConformance {
  static final ScopedValue<Supplier<StorageProvider>> PROVIDER = ScopedValue.newInstance();

  @Override
  protected StorageProvider provider() {
    return PROVIDER.get().get();
  }

  @Override
  protected List<VersionNumber> versionNumbers() {
    return OwnFormats.versionNumbers();
  }
}
