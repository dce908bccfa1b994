package io.duolog.rocket.log;

import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Confined to the allocation thread. Prepares the pages in front of the append position for writing, in steps of 1 MiB
 * and at most 64 MiB ahead (D6): the price of a fresh page decides an append, and it is paid here.
 */
public final class Prefault implements AllocationThread.Supply {
  private static final Logger LOG = LoggerFactory.getLogger(Prefault.class);
  private static final int STEP_BYTES = 1 << 20;
  private static final long AHEAD_BYTES = 64L << 20;

  private final CommitLog log;
  private final FileSupply<LogFile> supply;
  private final LongSupplier appendPosition;
  private long preparedPosition;
  private boolean isFailed;

  /** Prepares what lies before the position that {@code appendPosition} names. */
  public Prefault(CommitLog log, FileSupply<LogFile> supply, LongSupplier appendPosition) {
    this.log = log;
    this.supply = supply;
    this.appendPosition = appendPosition;
  }

  @Override
  public boolean step() {
    long position = appendPosition.getAsLong();
    preparedPosition = Math.max(preparedPosition, position);
    if (isFailed || preparedPosition >= position + AHEAD_BYTES) {
      return false;
    }
    LogFile file = fileAt(preparedPosition);
    if (file == null) {
      return false;
    }
    int index = file.indexOf(preparedPosition);
    int length = Math.min(STEP_BYTES, file.sizeBytes() - index);
    try {
      file.mapped().populate(index, length);
      preparedPosition += length;
      return true;
    } catch (IOException e) {
      LOG.warn("Pages are not prepared ahead of appends any more: {}", e.toString());
      isFailed = true;
      return false;
    }
  }

  private @Nullable LogFile fileAt(long position) {
    for (LogFile file : supply.ready()) {
      if (holds(file, position)) {
        return file;
      }
    }
    for (LogFile file : log.files().reversed()) {
      if (holds(file, position)) {
        return file;
      }
    }
    return null;
  }

  private static boolean holds(LogFile file, long position) {
    return file.firstPosition() <= position && position < file.nextPosition();
  }
}
