package io.example.heap;

import io.duolog.conformance.StorageConformance;
import io.duolog.storage.Capability;
import io.duolog.storage.ConfigKey;
import io.duolog.storage.EngineResources;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.Partitions;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the suite says of an engine that acknowledges wrong offsets. Not run with the tests: it is meant to fail. */
class BrokenEngineConformance extends StorageConformance {
  @Override
  protected StorageProvider provider() {
    return new BrokenProvider();
  }

  /** The heap engine, but each append returns one offset more than the batch has. */
  public static final class BrokenProvider implements StorageProvider {
    private final StorageProvider sound = new HeapProvider();

    /** For the suite. */
    public BrokenProvider() {}

    @Override
    public String name() {
      return "broken";
    }

    @Override
    public Set<Capability> capabilities() {
      return sound.capabilities();
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
      return sound.configKeys();
    }

    @Override
    public StorageEngine open(Path directory, StorageConfig config, EngineResources resources) {
      return breaking(StorageEngine.class, sound.open(directory, config, resources));
    }

    private static <T> T breaking(Class<T> type, T sound) {
      return type.cast(
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (proxy, method, arguments) -> {
                try {
                  return broken(method.getName(), method.invoke(sound, arguments));
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              }));
    }

    private static Object broken(String method, Object answer) {
      return switch (answer) {
        case Long baseOffset when method.equals("append") -> baseOffset + 1;
        case Partitions partitions -> breaking(Partitions.class, partitions);
        case PartitionLog log -> breaking(PartitionLog.class, log);
        case Optional<?> found -> found.map(log -> broken(method, log));
        case List<?> logs -> logs.stream().map(log -> broken(method, log)).toList();
        case null, default -> answer;
      };
    }
  }
}
