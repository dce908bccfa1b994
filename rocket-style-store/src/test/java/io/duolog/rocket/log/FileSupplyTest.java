package io.duolog.rocket.log;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.duolog.storage.error.EngineClosedException;
import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.StorageException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Who waits for a file that never comes. */
class FileSupplyTest {
  /** Stateless. Makes nothing. */
  private static final class NoFiles implements FileSupply.Maker<String> {
    @Override
    public String make(long number) {
      throw new AssertionError("no file is wanted");
    }

    @Override
    public long numberAfter(String file) {
      return 0;
    }
  }

  @Test
  void e2_whoeverWaitsForAFileGetsTheFailureOfTheStore() {
    FileSupply<String> supply = new FileSupply<>(Path.of("unused"), 0, 0, new NoFiles());
    StorageException cause = new EngineClosedException("stands for any failure", FaultLocation.NONE, null);
    CompletableFuture<Void> waiting = CompletableFuture.runAsync(supply::await);
    while (!supply.isAwaited()) {
      LockSupport.parkNanos(100_000);
    }
    supply.abort(cause);
    ExecutionException first = assertThrows(ExecutionException.class, () -> waiting.get(60, TimeUnit.SECONDS));
    assertSame(cause, first.getCause());
    assertSame(cause, assertThrows(StorageException.class, supply::await));
  }
}
