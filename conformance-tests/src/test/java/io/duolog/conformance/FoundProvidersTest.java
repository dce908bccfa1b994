package io.duolog.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.duolog.storage.StorageProvider;
import java.util.Set;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FoundProvidersTest {
  @Test
  void theSuiteRunsForEveryProviderFound() {
    Set<String> found = new TreeSet<>();
    ServiceLoader.load(StorageProvider.class).forEach(provider -> found.add(provider.name()));
    Set<String> tested = new TreeSet<>();
    Stream.of(new ReferenceConformanceTest(), new KafkaStyleConformanceTest(), new RocketStyleConformanceTest())
        .forEach(test -> tested.add(test.provider().name()));
    assertEquals(tested, found);
  }
}
