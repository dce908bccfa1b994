package io.duolog.storage;

/**
 * What a closed engine could not release (R3, F2). Immutable.
 *
 * @param heldResults fetch results that nobody released
 * @param heldMappings mappings that stay until the buffers over them are released
 */
public record CloseReport(int heldResults, int heldMappings) {
  /** Nothing is held. */
  public static final CloseReport CLEAN = new CloseReport(0, 0);

  /** Whether everything was released. */
  public boolean isClean() {
    return heldResults == 0 && heldMappings == 0;
  }
}
