package io.duolog.kafka;

import io.duolog.kafka.partition.LiveLog;
import io.duolog.kafka.partition.PartitionTable;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendRejection;
import io.duolog.storage.error.StorageException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Confined to one call of sync, except for the completion methods. Waits until every partition is durable (rule D8).
 */
final class StoreSync implements AppendCompletion {
  private final PartitionTable table;
  private final AtomicInteger pending = new AtomicInteger(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private final AtomicReference<@Nullable StorageException> fault = new AtomicReference<>();

  StoreSync(PartitionTable table) {
    this.table = table;
  }

  /** Returns when all that was appended before is durable, or throws the first fault. */
  void run() {
    for (LiveLog log : table.all()) {
      pending.incrementAndGet();
      boolean isWaiting = false;
      try {
        isWaiting = log.sync(this);
      } catch (StorageException e) {
        fault.compareAndSet(null, e);
      }
      if (!isWaiting) {
        finish();
      }
    }
    finish();
    await();
    StorageException first = fault.get();
    if (first != null) {
      throw first;
    }
  }

  private void await() {
    boolean isInterrupted = false;
    while (done.getCount() > 0) {
      try {
        done.await();
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void finish() {
    if (pending.decrementAndGet() == 0) {
      done.countDown();
    }
  }

  @Override
  public void appended(long baseOffset, long lastOffset) {
    finish();
  }

  @Override
  public void rejected(AppendRejection rejection) {
    finish();
  }

  @Override
  public void failed(StorageException cause) {
    fault.compareAndSet(null, cause);
    finish();
  }
}
