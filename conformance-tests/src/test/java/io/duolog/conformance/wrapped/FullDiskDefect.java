package io.duolog.conformance.wrapped;

import io.duolog.storage.PartitionLog;
import io.duolog.storage.error.StorageFullException;
import io.duolog.storage.error.StorageIoException;
import org.jspecify.annotations.Nullable;

/** An engine that handles a full disk wrongly. */
public final class FullDiskDefect extends WrappedProvider {
  private final Kind kind;
  private volatile @Nullable StorageFullException first;

  /** The kinds of wrong. */
  public enum Kind {
    /** The append that found no room is acknowledged. */
    ACKNOWLEDGES,
    /** Once full, always full. */
    STAYS_FULL,
    /** A full disk is reported as any other fault. */
    OTHER_TYPE
  }

  /**
   * A broken engine.
   *
   * @param name of the sound one
   * @param kind what is wrong
   */
  public FullDiskDefect(String name, Kind kind) {
    super(name);
    this.kind = kind;
  }

  @Override
  Object answer(Call call) throws Throwable {
    if (!call.isAppend()) {
      return call.proceed();
    }
    StorageFullException before = first;
    if (kind == Kind.STAYS_FULL && before != null) {
      throw before;
    }
    try {
      return call.proceed();
    } catch (StorageFullException full) {
      first = full;
      return switch (kind) {
        case ACKNOWLEDGES -> ((PartitionLog) call.target()).offsets().logEnd();
        case STAYS_FULL -> throw full;
        case OTHER_TYPE -> throw new StorageIoException("no space", full.location(), full);
      };
    }
  }
}
