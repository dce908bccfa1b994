package io.duolog.rocket.fault;

import io.duolog.storage.OffsetRange;
import io.duolog.storage.error.EngineClosedException;
import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.StorageException;
import io.duolog.storage.error.StorageFailedException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Thread-safe. Whether the store takes work: open, failed for good (D3), or closed. The first failure stays, and its
 * followers are told of it once.
 */
public final class StoreHealth {
  private final Path directory;
  private volatile Supplier<List<OffsetRange>> undurable = List::of;
  private final List<Consumer<StorageFailedException>> followers = new CopyOnWriteArrayList<>();
  private volatile @Nullable StorageFailedException failure;
  private boolean isTold;
  private volatile boolean isClosed;

  /** A healthy store. */
  public StoreHealth(Path directory) {
    this.directory = directory;
  }

  /** Lets {@code ranges} name what is appended and not durable; it is asked once, at the first failure. */
  public void nameLost(Supplier<List<OffsetRange>> ranges) {
    undurable = ranges;
  }

  /** Calls {@code follower} at the first failure, on the thread that meets it. */
  public void follow(Consumer<StorageFailedException> follower) {
    followers.add(follower);
  }

  /** Fails the store for good; a later call changes nothing and returns the first failure. */
  public StorageFailedException fail(String message, @Nullable Path path, Throwable cause) {
    StorageFailedException first = refuse(message, path, cause);
    tell();
    return first;
  }

  /** As {@link #fail}, for a thread that holds a lock: the followers are told by {@link #tell}, without it. */
  public synchronized StorageFailedException refuse(String message, @Nullable Path path, Throwable cause) {
    StorageFailedException first = failure;
    if (first == null) {
      FaultLocation location = FaultLocation.of(path == null ? directory : path);
      first = new StorageFailedException(message + ": " + cause.getMessage(), location, lost(), cause);
      failure = first;
    }
    return first;
  }

  /** Tells the followers of the first failure, if there is one and nobody has told them; no lock may be held. */
  public void tell() {
    StorageFailedException first;
    synchronized (this) {
      first = failure;
      if (first == null || isTold) {
        return;
      }
      isTold = true;
    }
    followers.forEach(follower -> follower.accept(first));
  }

  /**
   * Runs the work of a thread of the store. However it ends but by returning, the store is told: a thread that is
   * missing would let others wait for ever.
   *
   * @param work in words, for the message
   */
  public void guard(String work, Runnable action) {
    boolean isDone = false;
    Throwable cause = null;
    try {
      action.run();
      isDone = true;
    } catch (RuntimeException | AssertionError | LinkageError | VirtualMachineError e) {
      cause = e;
    } finally {
      if (!isDone) {
        fail(work + " stopped", null, cause == null ? new IllegalStateException("an unknown error") : cause);
      }
    }
  }

  /** The store's directory. */
  public Path directory() {
    return directory;
  }

  /** What is lost; nothing if the fault that ends the store keeps even that from being read. */
  private List<OffsetRange> lost() {
    try {
      return undurable.get();
    } catch (RuntimeException | InternalError e) {
      return List.of();
    }
  }

  /** Refuses work from here on. */
  public void close() {
    isClosed = true;
  }

  /** Whether the store failed. */
  public boolean isFailed() {
    return failure != null;
  }

  /** The first failure, if there was one. */
  public @Nullable StorageFailedException failure() {
    return failure;
  }

  /**
   * Lets work begin.
   *
   * @throws StorageException if the store failed or was closed
   */
  public void requireWritable() {
    requireOpen();
    StorageFailedException first = failure;
    if (first != null) {
      throw first;
    }
  }

  /**
   * Lets reading begin.
   *
   * @throws EngineClosedException if the store was closed
   */
  public void requireOpen() {
    if (isClosed) {
      throw closed();
    }
  }

  /** What a call gets once the store is closed. */
  public EngineClosedException closed() {
    return new EngineClosedException("the store was closed", FaultLocation.of(directory), null);
  }
}
