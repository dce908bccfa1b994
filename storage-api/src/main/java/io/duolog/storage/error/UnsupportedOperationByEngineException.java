package io.duolog.storage.error;

import io.duolog.storage.Capability;

/**
 * The engine does not have the capability that the call belongs to; see {@link
 * io.duolog.storage.StorageProvider#capabilities()}. Nothing was done.
 */
public final class UnsupportedOperationByEngineException extends StorageException {
  private static final long serialVersionUID = 1L;

  private final Capability capability;

  /** A refused call, with the capability that it needs. */
  public UnsupportedOperationByEngineException(String operation, Capability capability) {
    super(operation + " needs the capability " + capability + ", which this engine does not have",
        FaultLocation.NONE, null);
    this.capability = capability;
  }

  /** What the engine lacks. */
  public Capability capability() {
    return capability;
  }
}
