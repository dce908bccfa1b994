package io.example.heap;

import io.duolog.conformance.StorageConformance;
import io.duolog.storage.StorageProvider;

class HeapConformanceTest extends StorageConformance {
  @Override
  protected StorageProvider provider() {
    return new HeapProvider();
  }
}
