package io.duolog.rocket.log;

import io.duolog.io.file.Disk;
import io.duolog.io.file.ResourceBudget;
import io.duolog.storage.EngineClock;
import java.nio.file.Path;

/**
 * What a store works with; immutable.
 *
 * @param directory the store's directory
 * @param disk the file system
 * @param budget limit of live mappings
 * @param clock the time source
 * @param settings sizes and names
 */
public record StoreEnvironment(
    Path directory, Disk disk, ResourceBudget budget, EngineClock clock, StoreSettings settings) {
  /** The same environment with other settings. */
  public StoreEnvironment with(StoreSettings other) {
    return new StoreEnvironment(directory, disk, budget, clock, other);
  }
}
