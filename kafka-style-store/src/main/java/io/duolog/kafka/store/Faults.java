package io.duolog.kafka.store;

import io.duolog.io.file.CorruptFileException;
import io.duolog.io.file.DiskFullException;
import io.duolog.io.file.ForeignFileException;
import io.duolog.io.file.NewerFormatException;
import io.duolog.io.file.ResourceExhaustedException;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.DirectoryLockedException;
import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.ResourceLimitException;
import io.duolog.storage.error.StorageException;
import io.duolog.storage.error.StorageFullException;
import io.duolog.storage.error.StorageIoException;
import io.duolog.storage.error.UnsupportedFormatException;
import java.io.IOException;
import java.nio.file.Path;

/** Stateless. Turns the faults of the file layer into the SPI's. */
public final class Faults {
  private Faults() {}

  /** The typed form of {@code fault}, which was met while doing {@code attempt} on {@code path}. */
  public static StorageException typed(String attempt, Path path, IOException fault) {
    String message = attempt + ": " + fault;
    FaultLocation location = FaultLocation.of(path);
    return switch (fault) {
      case DiskFullException full -> new StorageFullException(message, location, 0, full);
      case ResourceExhaustedException exhausted -> new ResourceLimitException(message, location, exhausted);
      case io.duolog.io.file.DirectoryLockedException locked -> new DirectoryLockedException(message, location, locked);
      case CorruptFileException corrupt ->
          new CorruptException(message, FaultLocation.of(corrupt.file(), corrupt.position()), corrupt);
      case ForeignFileException foreign -> new UnsupportedFormatException(message, location, foreign);
      case NewerFormatException newer -> new UnsupportedFormatException(message, location, newer);
      default -> new StorageIoException(message, location, fault);
    };
  }
}
