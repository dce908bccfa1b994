package io.duolog.kafka.segment;

import io.duolog.io.file.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Thread-safe. A file that is opened when it is first used and may be closed while nobody uses it.
 *
 * <p>Leases. Whoever uses the channel holds a lease from {@link #acquire} to {@link #release}. The state is one
 * number: the count of leases, or closed, or closing. Only the transition from zero leases to closing closes the
 * channel, so no channel is closed under a user, except by {@link #shut} at the end of the store.
 *
 * <p>Interrupts (E6). An interrupt of one user closes the channel for all. {@link #channel} opens a new one then;
 * {@link #read} goes on by itself unless it was its own thread that was interrupted.
 */
public final class LogFile {
  private static final int CLOSED = -1;
  private static final int CLOSING = -2;

  private final OpenFiles files;
  private final Path path;
  private final OpenMode mode;
  private final AtomicInteger users = new AtomicInteger(CLOSED);
  private volatile @Nullable FileChannel channel;
  private volatile int lastUsedTick;

  /** A file that is not open. */
  public LogFile(OpenFiles files, Path path, OpenMode mode) {
    this.files = files;
    this.path = path;
    this.mode = mode;
  }

  /** Where it stands. */
  public Path path() {
    return path;
  }

  /** Takes a lease, opening the file if it is not open. */
  public void acquire() throws IOException {
    for (int now = users.get(); ; now = users.get()) {
      if (now >= 0) {
        if (users.compareAndSet(now, now + 1)) {
          return;
        }
      } else if (now == CLOSED) {
        files.takeDescriptor();
        open();
      } else {
        Thread.onSpinWait();
      }
    }
  }

  /** Takes one more lease, for a holder of one: it cannot fail. */
  void acquireAgain() {
    int now = users.getAndUpdate(count -> count > 0 ? count + 1 : count);
    if (now <= 0) {
      throw new IllegalStateException(path + ": a further lease without one");
    }
  }

  /** Opens the file; gives the descriptor back if somebody was faster. */
  private synchronized void open() throws IOException {
    boolean isTaken = false;
    try {
      if (users.get() == CLOSED) {
        channel = files.disk().open(path, mode);
        isTaken = true;
        lastUsedTick = files.tick();
        files.opened(this);
        users.set(0);
      }
    } finally {
      if (!isTaken) {
        files.returnDescriptor();
      }
    }
    if (files.isClosed()) {
      closeIfIdle(); // the store may have been closed after this file was not yet among the open ones
    }
  }

  /** Gives a lease back. */
  public void release() {
    lastUsedTick = files.tick();
    users.decrementAndGet();
  }

  /** The channel, for holders of a lease; not to be kept, as an interrupt may have it replaced. */
  public FileChannel channel() throws IOException {
    FileChannel now = channel;
    return now != null && now.isOpen() ? now : reopen();
  }

  private synchronized FileChannel reopen() throws IOException {
    files.requireOpen();
    FileChannel now = channel;
    if (now == null || !now.isOpen()) {
      now = files.disk().open(path, mode);
      channel = now;
    }
    return now;
  }

  /**
   * Reads at a position, for holders of a lease.
   *
   * @return bytes read, less than asked only at the end of the file
   */
  public int read(ByteBuffer target, long position) throws IOException {
    int start = target.position();
    while (true) {
      try {
        return files.disk().read(channel(), target, position);
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (ClosedChannelException e) {
        target.position(start); // somebody else was interrupted: again, on a new channel
      }
    }
  }

  int lastUsedTick() {
    return lastUsedTick;
  }

  /** Closes the file if nobody has a lease. */
  void closeIfIdle() {
    if (users.compareAndSet(0, CLOSING)) {
      closeChannel();
      files.closed(this); // before somebody may open it again, who adds it
      users.set(CLOSED);
    }
  }

  /** Closes the file under its users: their next use fails with the error of a closed store. */
  void shut() {
    if (users.get() == 0) {
      closeIfIdle();
    } else if (users.get() > 0) {
      closeChannel();
      files.closed(this);
    }
  }

  private synchronized void closeChannel() {
    FileChannel now = channel;
    channel = null;
    if (now == null) {
      return;
    }
    try {
      now.close();
    } catch (IOException e) {
      // The descriptor is gone in any case; what was written was forced, or is known not to be.
    }
  }
}
