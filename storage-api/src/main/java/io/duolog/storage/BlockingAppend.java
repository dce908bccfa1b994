package io.duolog.storage;

import io.duolog.storage.error.StorageException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A completion that one thread waits for; used again for every append of that thread. Confined to the thread that calls
 * {@link #arm}, except for the three completion methods, which any thread may call.
 *
 * <p>The outcome is written before {@code done}, with release, and read after it, with acquire, so the waiting thread
 * sees all of it. An interrupt does not end the wait, since the append is already under way: it is handed back to the
 * thread when the wait is over.
 */
public final class BlockingAppend implements AppendCompletion {
  private static final ThreadLocal<BlockingAppend> OF_THREAD = ThreadLocal.withInitial(BlockingAppend::new);

  private @Nullable Thread waiter;
  private long lastOffset;
  private @Nullable RuntimeException fault;
  private boolean isArmed;
  private volatile boolean done;

  /** A completion that no thread waits for yet. */
  public BlockingAppend() {}

  /**
   * The calling thread's own completion, ready for one append. A thread waits for one append at a time, so one object
   * serves all of them and a blocking append allocates nothing. An object whose append threw before it was told is
   * left to whoever may still hold it: told late, it would end a later append.
   */
  public static BlockingAppend armed() {
    BlockingAppend completion = OF_THREAD.get();
    if (completion.isArmed) {
      completion = new BlockingAppend();
      OF_THREAD.set(completion);
    }
    completion.arm();
    return completion;
  }

  /** Makes this ready for one more append of the calling thread. */
  public void arm() {
    waiter = Thread.currentThread();
    fault = null;
    isArmed = true;
    done = false;
  }

  /**
   * Waits for the end of the append that was started after {@link #arm}.
   *
   * @return offset of the batch's last record
   * @throws AppendRejectedException if the append was rejected
   * @throws StorageException if the append failed
   */
  public long await() {
    boolean interrupted = false;
    while (!done) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (fault != null) {
      throw fault;
    }
    return lastOffset;
  }

  @Override
  public void appended(long baseOffset, long last) {
    lastOffset = last;
    finish();
  }

  @Override
  public void rejected(AppendRejection rejection) {
    fault = new AppendRejectedException(rejection);
    finish();
  }

  @Override
  public void failed(StorageException cause) {
    fault = cause;
    finish();
  }

  private void finish() {
    Thread thread = waiter;
    isArmed = false;
    done = true;
    if (thread != Thread.currentThread()) {
      LockSupport.unpark(thread);
    }
  }
}
