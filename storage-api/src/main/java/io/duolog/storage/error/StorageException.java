package io.duolog.storage.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An operating fault of a storage engine (E2): what happened, where, and which earlier fault it follows from.
 *
 * <p>Unchecked, because most callers hand a fault on to whoever owns the engine. Immutable. Exceptions are not meant to
 * be serialized.
 */
public abstract sealed class StorageException extends RuntimeException
    permits CorruptException,
        StorageFailedException,
        StorageFullException,
        ReadOnlyException,
        ResourceLimitException,
        DirectoryLockedException,
        EngineClosedException,
        PartitionDeletedException,
        FencedException,
        OverloadedException,
        UnsupportedFormatException,
        UnsupportedOperationByEngineException,
        InterruptedAppendException,
        AbandonedAppendException,
        StorageIoException {
  private static final long serialVersionUID = 1L;

  private final transient FaultLocation location;

  /** Builds the message as {@code message (location)}. */
  protected StorageException(String message, FaultLocation location, @Nullable Throwable cause) {
    super(location.path() == null ? message : message + " (" + location + ")", cause);
    this.location = Objects.requireNonNull(location, "location");
  }

  /** Where the fault was met. */
  public final FaultLocation location() {
    return location;
  }
}
