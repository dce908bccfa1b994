package io.duolog.storage;

import java.util.Map;
import java.util.Objects;

/**
 * Figures of an open store, counted from its opening unless they say otherwise. Immutable.
 *
 * @param appendedBatches batches that were appended
 * @param appendedBytes their bytes
 * @param fetchedBytes bytes of fetch results that were handed out
 * @param transferredBytes bytes that results have sent to channels
 * @param copiedBytes of those, bytes that went through a buffer of the engine (R4, R7); 0 on the engine's own path
 * @param forces forces of files and mappings that have ended
 * @param unsyncedBytes bytes that are published and that no finished force covers, now (D7)
 * @param heldResults fetch results that are held, now
 * @param others further figures of the engine, by name; a name ends with its unit
 */
public record EngineStats(
    long appendedBatches,
    long appendedBytes,
    long fetchedBytes,
    long transferredBytes,
    long copiedBytes,
    long forces,
    long unsyncedBytes,
    int heldResults,
    Map<String, Long> others) {
  /** Copies the map. */
  public EngineStats {
    Objects.requireNonNull(others, "others");
    others = Map.copyOf(others);
  }
}
