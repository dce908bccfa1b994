package io.duolog.conformance.contract;

import io.duolog.conformance.process.Providers;
import io.duolog.storage.EngineResources;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.DirectoryLockedException;
import java.nio.file.Path;

/** A process that tries to open a store which another one owns (C7). Stateless. */
public final class SecondOwner {
  static final String REFUSED = "refused: ";

  private SecondOwner() {}

  /**
   * Tries once and says what happened.
   *
   * @param arguments class of the provider, directory of the store
   */
  public static void main(String[] arguments) {
    Path store = Path.of(arguments[1]);
    try (StorageEngine engine =
        Providers.ofClass(arguments[0]).open(store, StorageConfig.defaults(), EngineResources.create())) {
      System.out.println("opened " + engine.partitions().list());
    } catch (DirectoryLockedException e) {
      System.out.println(REFUSED + e.location().path());
    }
  }
}
