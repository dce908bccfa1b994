package io.duolog.rocket.log;

import io.duolog.io.file.ClosedFileException;
import io.duolog.io.file.Disk;
import io.duolog.io.file.OpenMode;
import io.duolog.io.file.ResourceBudget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Thread-safe; what is open is guarded by the monitor. The two descriptors of a file of the log that is written without
 * a mapping.
 *
 * <p>One is for writes. An interrupt of a writing thread closes it: it is opened again and the bytes are written again,
 * at the same place, so nobody notices (E6). The other is for forces, which only the force thread makes, and nobody
 * interrupts that. It is open from before the first write on: the system tells an error of write-back to the
 * descriptors that were open then, and one that was opened later may never hear of it (D3).
 */
public final class LogChannel implements AutoCloseable {
  private final Disk disk;
  private final ResourceBudget budget;
  private final Path path;
  private final FileChannel forced;
  private volatile FileChannel written;
  private boolean isClosed;

  private LogChannel(Disk disk, ResourceBudget budget, Path path, FileChannel forced, FileChannel written) {
    this.disk = disk;
    this.budget = budget;
    this.path = path;
    this.forced = forced;
    this.written = written;
  }

  /** Opens an existing file of the log, or leaves nothing open. */
  public static LogChannel open(Disk disk, ResourceBudget budget, Path path) throws IOException {
    FileChannel forced = openOne(disk, budget, path);
    boolean isDone = false;
    try {
      LogChannel channel = new LogChannel(disk, budget, path, forced, openOne(disk, budget, path));
      isDone = true;
      return channel;
    } finally {
      if (!isDone) {
        closeOne(budget, forced);
      }
    }
  }

  private static FileChannel openOne(Disk disk, ResourceBudget budget, Path path) throws IOException {
    budget.takeDescriptor();
    boolean isDone = false;
    try {
      FileChannel channel = disk.open(path, OpenMode.WRITE);
      isDone = true;
      return channel;
    } finally {
      if (!isDone) {
        budget.returnDescriptor();
      }
    }
  }

  private static void closeOne(ResourceBudget budget, FileChannel channel) throws IOException {
    try {
      channel.close();
    } finally {
      budget.returnDescriptor();
    }
  }

  /** Writes all that remains in {@code source}; an interrupt is handed back afterwards. */
  void write(ByteBuffer source, int index) throws IOException {
    boolean isInterrupted = false;
    int begin = source.position();
    try {
      while (true) {
        FileChannel channel = written;
        try {
          disk.write(channel, source, index);
          return;
        } catch (ClosedChannelException e) {
          isInterrupted |= Thread.interrupted();
          reopen(channel);
          source.position(begin);
        }
      }
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private synchronized void reopen(FileChannel channel) throws IOException {
    if (isClosed) {
      throw new ClosedFileException(path);
    }
    if (channel == written) {
      written = disk.open(path, OpenMode.WRITE);
    }
  }

  /** Waits until all that was written is on the device; for the force thread. */
  void force() throws IOException {
    disk.force(forced, false);
  }

  /** Closes both descriptors; later calls do nothing. */
  @Override
  public synchronized void close() throws IOException {
    if (!isClosed) {
      isClosed = true;
      try {
        closeOne(budget, written);
      } finally {
        closeOne(budget, forced);
      }
    }
  }
}
