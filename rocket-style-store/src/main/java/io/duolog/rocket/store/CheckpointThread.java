package io.duolog.rocket.store;

import io.duolog.io.file.DiskFullException;
import io.duolog.rocket.fault.StoreHealth;
import io.duolog.rocket.log.Threads;
import io.duolog.storage.error.StorageException;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Thread-safe. Writes a checkpoint at most every 500 ms, when there is something new to say. */
public final class CheckpointThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointThread.class);
  private static final long PERIOD_NANOS = 500_000_000;

  private final Checkpointer checkpointer;
  private final StoreHealth health;
  private final Thread thread;
  private volatile boolean isDirty;
  private volatile boolean isStopped;

  /** Makes the thread; {@link #start} starts it. */
  public CheckpointThread(String storeName, Checkpointer checkpointer, StoreHealth health) {
    this.checkpointer = checkpointer;
    this.health = health;
    this.thread = new Thread(this::run, storeName + "-checkpoints");
    this.thread.setDaemon(true);
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  /** Something changed that no force shows: a high watermark. */
  public void note() {
    if (!isDirty) {
      isDirty = true;
    }
  }

  private void run() {
    health.guard("writing checkpoints", this::writeUntilStopped);
  }

  private void writeUntilStopped() {
    while (!isStopped) {
      LockSupport.parkNanos(this, PERIOD_NANOS);
      if (!isStopped && !health.isFailed() && (isDirty || checkpointer.isBehind())) {
        write();
      }
    }
  }

  private void write() {
    isDirty = false;
    try {
      checkpointer.write(false);
    } catch (DiskFullException e) {
      isDirty = true;
      LOG.warn("No space for a checkpoint, tried again later: {}", e.toString());
    } catch (IOException e) {
      health.fail("a checkpoint could not be written", null, e);
    } catch (StorageException e) {
      health.fail("a checkpoint could not be written", null, e);
    } catch (InternalError fault) {
      health.fail("a page of the queue could not be read", null, fault);
    }
  }

  /** Stops the thread and waits for its end. */
  @Override
  public void close() {
    isStopped = true;
    LockSupport.unpark(thread);
    Threads.join(thread);
  }
}
