package io.duolog.rocket.fault;

import io.duolog.io.file.ClosedFileException;
import io.duolog.io.file.CorruptFileException;
import io.duolog.io.file.DirectoryLockedException;
import io.duolog.io.file.DiskFullException;
import io.duolog.io.file.ForeignFileException;
import io.duolog.io.file.NewerFormatException;
import io.duolog.io.file.ResourceExhaustedException;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.EngineClosedException;
import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.ResourceLimitException;
import io.duolog.storage.error.StorageException;
import io.duolog.storage.error.StorageFullException;
import io.duolog.storage.error.StorageIoException;
import io.duolog.storage.error.UnsupportedFormatException;
import java.io.IOException;
import java.nio.file.Path;

/** Stateless. Translates what the seam to the file system throws into the SPI's family (E2). */
public final class Faults {
  private Faults() {}

  /** The typed form of {@code failure}, met while doing {@code attempt} at {@code path}. */
  public static StorageException typed(String attempt, Path path, IOException failure) {
    return typed(attempt, FaultLocation.of(path), failure);
  }

  /** The typed form of {@code failure}, met while doing {@code attempt} at a known place. */
  public static StorageException typed(String attempt, FaultLocation location, IOException failure) {
    String message = attempt + ": " + failure.getMessage();
    return switch (failure) {
      case CorruptFileException e ->
          new CorruptException(message, FaultLocation.of(e.file(), e.position()), e);
      case DiskFullException e -> new StorageFullException(message, location, 0, e);
      case ResourceExhaustedException e -> new ResourceLimitException(message, location, e);
      case DirectoryLockedException e ->
          new io.duolog.storage.error.DirectoryLockedException(message, location, e);
      case NewerFormatException e -> new UnsupportedFormatException(message, location, e);
      case ForeignFileException e -> new UnsupportedFormatException(message, location, e);
      case ClosedFileException e -> new EngineClosedException(message, location, e);
      default -> new StorageIoException(message, location, failure);
    };
  }

  /** A page of a mapping could not be read or written: the device failed under it (E4). */
  public static StorageException mappingFault(Path path, long position, InternalError fault) {
    return new StorageIoException("a mapped page cannot be accessed", FaultLocation.of(path, position), fault);
  }

  /** What is told as the cause of a write into the log that ended early: a late fault of a mapping is typed (E4). */
  public static Throwable causeOf(Path directory, Throwable met) {
    return met instanceof InternalError fault ? mappingFault(directory, FaultLocation.UNKNOWN_POSITION, fault) : met;
  }
}
