package io.duolog.conformance.process;

import io.duolog.storage.StorageProvider;
import java.util.ServiceLoader;

/** Finds and makes providers. Stateless. */
public final class Providers {
  private Providers() {}

  /**
   * The engine of this name on the class path.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static StorageProvider named(String name) {
    return ServiceLoader.load(StorageProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no engine on the class path has the name " + name));
  }

  /**
   * A new provider of a class, as a child process makes it.
   *
   * @throws IllegalArgumentException if the class is not a public provider with a public constructor without parameters
   */
  public static StorageProvider ofClass(String className) {
    try {
      return Class.forName(className).asSubclass(StorageProvider.class).getConstructor().newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalArgumentException(
          className + " is not a public provider with a public constructor without parameters", e);
    }
  }
}
