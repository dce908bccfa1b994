package io.duolog.io.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Thread-safe; guarded by its monitor. The one owner of a directory, in this process and among processes (rule C7).
 *
 * <p>The system's lock belongs to the process and is dropped when <em>any</em> of its descriptors of the lock file is
 * closed. So the directory's identity is claimed in this process first, and nobody whose claim failed opens the lock
 * file at all. Its channel is never handed out: an interrupt in an operation on it would close it (rule E6). The lock
 * file stays when the lock is released; deleting it would let two owners lock two files of one name.
 */
public final class DirectoryLock implements AutoCloseable {
  private static final Set<Object> CLAIMED = ConcurrentHashMap.newKeySet();

  private final Object identity;
  private final FileChannel channel;
  private boolean isHeld = true;

  private DirectoryLock(Object identity, FileChannel channel) {
    this.identity = identity;
    this.channel = channel;
  }

  /**
   * Becomes the owner of an existing directory.
   *
   * @param lockFileName the lock file's name in it; made, and the directory forced, if it is not there
   * @throws DirectoryLockedException if it has an owner; nothing was touched
   */
  public static DirectoryLock acquire(Disk disk, Path directory, String lockFileName) throws IOException {
    Object identity = SystemDisk.identityOf(directory);
    if (!CLAIMED.add(identity)) {
      throw new DirectoryLockedException(directory, "this process");
    }
    boolean isDone = false;
    try {
      DirectoryLock lock = new DirectoryLock(identity, lock(disk, directory, lockFileName));
      isDone = true;
      return lock;
    } finally {
      if (!isDone) {
        CLAIMED.remove(identity);
      }
    }
  }

  private static FileChannel lock(Disk disk, Path directory, String lockFileName) throws IOException {
    FileChannel channel = disk.open(directory.resolve(lockFileName), OpenMode.CREATE);
    boolean isDone = false;
    try {
      if (!SystemDisk.tryLock(channel)) {
        throw new DirectoryLockedException(directory, "another process");
      }
      disk.forceDirectory(directory);
      isDone = true;
      return channel;
    } finally {
      if (!isDone) {
        channel.close();
      }
    }
  }

  /** Whether the directory is still owned through this object. */
  public synchronized boolean isHeld() {
    return isHeld;
  }

  /** Ends the ownership; the second time it does nothing. */
  @Override
  public synchronized void close() throws IOException {
    if (!isHeld) {
      return;
    }
    isHeld = false;
    try {
      channel.close();
    } finally {
      CLAIMED.remove(identity);
    }
  }
}
