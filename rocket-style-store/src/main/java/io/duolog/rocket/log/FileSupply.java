package io.duolog.rocket.log;

import io.duolog.rocket.fault.Faults;
import io.duolog.storage.error.EngineClosedException;
import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.InterruptedAppendException;
import io.duolog.storage.error.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Thread-safe; guarded by its monitor, which is never held over I/O. Files of one directory that were allocated
 * ahead of need, in order of their numbers. A failed attempt is told to those who wait, and is repeated when
 * somebody asks again: a full disk is no final fault (D3).
 *
 * @param <F> the files
 */
public final class FileSupply<F> implements AllocationThread.Supply {
  private final Path directory;
  private final int wanted;
  private final Maker<F> maker;
  private final Deque<F> ready = new ArrayDeque<>();
  private long nextNumber;
  private long attempts;
  private long failedAttempt;
  private @Nullable StorageException failure;
  private int waiting;
  private boolean isMaking;
  private boolean isClosed;
  private @Nullable StorageException aborted;
  private Runnable waker = () -> {};

  /** A supply that keeps {@code wanted} files ready, the first of which has the number {@code firstNumber}. */
  public FileSupply(Path directory, int wanted, long firstNumber, Maker<F> maker) {
    this.directory = directory;
    this.wanted = wanted;
    this.nextNumber = firstNumber;
    this.maker = maker;
  }

  /**
   * Makes files.
   *
   * @param <F> the files
   */
  public interface Maker<F> {
    /** Makes the file of this number, durably and in full, or leaves nothing. */
    F make(long number) throws IOException;

    /** The number of the file that follows. */
    long numberAfter(F file);
  }

  /** Is called when the supply wants its thread. */
  public void wakeBy(Runnable wakeThread) {
    waker = wakeThread;
  }

  /** Takes the next file, if it is ready. Never waits for a disk. */
  public @Nullable F poll() {
    F file;
    synchronized (this) {
      file = ready.poll();
    }
    if (file != null) {
      waker.run();
    }
    return file;
  }

  /** The files that are ready, in order. */
  public synchronized List<F> ready() {
    return new ArrayList<>(ready);
  }

  /**
   * Waits until a file is ready.
   *
   * @throws StorageException if the next attempt to make one fails, or the wait is interrupted; the supply is as it was
   */
  public void await() {
    waker.run();
    synchronized (this) {
      long before = attempts;
      waiting++;
      try {
        while (ready.isEmpty()) {
          requireProgress(before);
          wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedAppendException("interrupted while waiting for a file", FaultLocation.of(directory), e);
      } finally {
        waiting--;
      }
    }
  }

  private void requireProgress(long before) {
    if (isClosed) {
      throw new EngineClosedException("the store was closed", FaultLocation.of(directory), null);
    }
    if (aborted != null) {
      throw aborted;
    }
    if (failure != null && failedAttempt > before) {
      throw failure;
    }
    waker.run();
  }

  @Override
  public boolean step() {
    long number;
    long attempt;
    synchronized (this) {
      boolean isHopeless = failure != null && waiting == 0;
      if (isClosed || aborted != null || isHopeless || isMaking || ready.size() >= wanted) {
        return false;
      }
      isMaking = true;
      number = nextNumber;
      attempt = ++attempts;
    }
    try {
      F file = maker.make(number);
      added(file);
      return true;
    } catch (IOException e) {
      failed(attempt, Faults.typed("cannot allocate the next file", directory, e));
      return false;
    }
  }

  private synchronized void added(F file) {
    isMaking = false;
    ready.add(file);
    nextNumber = maker.numberAfter(file);
    failure = null;
    notifyAll();
  }

  private synchronized void failed(long attempt, StorageException cause) {
    isMaking = false;
    failure = cause;
    failedAttempt = attempt;
    notifyAll();
  }

  /** Makes files on the calling thread until the supply is full; throws what the first failed attempt met. */
  public void fill() {
    boolean hasMore = true;
    while (hasMore) {
      hasMore = step();
    }
    synchronized (this) {
      if (ready.isEmpty() && failure != null) {
        throw failure;
      }
    }
  }

  /** Whether somebody waits for a file. */
  synchronized boolean isAwaited() {
    return waiting > 0;
  }

  /** Makes no more files; those who wait now and later get {@code cause}, as the store failed. */
  public synchronized void abort(StorageException cause) {
    aborted = cause;
    notifyAll();
  }

  /** Makes no more files; those who wait are refused. */
  public synchronized void stop() {
    isClosed = true;
    notifyAll();
  }

  /** Ends the supply; those who wait are refused. Returns the files that nobody took, for the caller to close. */
  public synchronized List<F> close() {
    isClosed = true;
    notifyAll();
    List<F> unused = new ArrayList<>(ready);
    ready.clear();
    return unused;
  }
}
