package io.duolog.storage;

/** What an acknowledged append survives (D1). */
public enum Durability {
  /** In the page cache: survives the death of the process. */
  BUFFERED,
  /** Forced to the device: survives power loss. */
  SYNCED
}
