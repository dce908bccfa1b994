package io.duolog.kafka.partition;

import io.duolog.storage.error.EngineClosedException;
import io.duolog.storage.error.FaultLocation;
import java.nio.file.Path;

/** Thread-safe. Whether the store is open. */
public final class StoreLife {
  private final Path directory;
  private volatile boolean isClosed;

  /** Of an open store. */
  public StoreLife(Path directory) {
    this.directory = directory;
  }

  /** Throws once the store is closed. */
  public void requireOpen() {
    if (isClosed) {
      throw new EngineClosedException("the store is closed", FaultLocation.of(directory), null);
    }
  }

  /** Whether it is closed. */
  public boolean isClosed() {
    return isClosed;
  }

  /** Ends the store's life for new calls. */
  public void close() {
    isClosed = true;
  }
}
