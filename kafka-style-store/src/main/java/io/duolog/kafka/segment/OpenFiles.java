package io.duolog.kafka.segment;

import io.duolog.io.file.Disk;
import io.duolog.storage.ResourceLimit;
import io.duolog.storage.error.EngineClosedException;
import io.duolog.storage.error.FaultLocation;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Thread-safe. The log files of a store that have a descriptor now, and the limit on them. Files that nobody uses are
 * closed when they have been idle for a while, or when somebody else needs the descriptor.
 */
public final class OpenFiles {
  private final Disk disk;
  private final Path store;
  private final ResourceLimit descriptors;
  private final Set<LogFile> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger tick = new AtomicInteger();
  private volatile boolean isClosed;

  /** No file is open yet. */
  public OpenFiles(Disk disk, Path store, ResourceLimit descriptors) {
    this.disk = disk;
    this.store = store;
    this.descriptors = descriptors;
  }

  Disk disk() {
    return disk;
  }

  int tick() {
    return tick.get();
  }

  /** Throws once the store is closed. */
  public void requireOpen() {
    if (isClosed) {
      throw new EngineClosedException("the store is closed", FaultLocation.of(store), null);
    }
  }

  /** Takes one descriptor, at the cost of idle files if there is no other. */
  void takeDescriptor() {
    requireOpen();
    if (!descriptors.tryAcquire(1)) {
      closeIdle(0);
      descriptors.acquire(1);
    }
  }

  void returnDescriptor() {
    descriptors.release(1);
  }

  void opened(LogFile file) {
    open.add(file);
  }

  void closed(LogFile file) {
    open.remove(file);
    descriptors.release(1);
  }

  boolean isClosed() {
    return isClosed;
  }

  /** How many files are open. */
  public int count() {
    return open.size();
  }

  /** Counts one more unit of idleness and closes what was not used for {@code idleTicks} of them. */
  public void tickAndCloseIdle(int idleTicks) {
    tick.incrementAndGet();
    closeIdle(idleTicks);
  }

  private void closeIdle(int idleTicks) {
    int now = tick.get();
    for (LogFile file : open) {
      if (now - file.lastUsedTick() >= idleTicks) {
        file.closeIfIdle();
      }
    }
  }

  /** Closes every file, used or not; nothing is opened any more. */
  public void closeAll() {
    isClosed = true;
    open.forEach(LogFile::shut);
  }
}
