package io.duolog.rocket.append;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.duolog.rocket.partition.Partition;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.AppendRejection;
import io.duolog.storage.error.StorageException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory that runs out must do so before anything is reserved. */
class SyncedAppendsTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** The virtual machine itself allocates less than this now and then. */
  private static final long SMALLEST_ARRAY_OF_A_CHUNK = 4 * 1024;

  @TempDir Path area;

  private static final class Untold implements AppendCompletion {
    @Override
    public void appended(long baseOffset, long lastOffset) {
      throw new AssertionError("told");
    }

    @Override
    public void rejected(AppendRejection rejection) {
      throw new AssertionError("told");
    }

    @Override
    public void failed(StorageException cause) {
      throw new AssertionError("told");
    }
  }

  private static long allocated() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().threadId());
  }

  @Test
  void a4_anAppendThatWasReservedIsAddedWithoutAllocation() throws IOException {
    assertTrue(THREADS.isThreadAllocatedMemoryEnabled());
    try (OpenLog log = new OpenLog(area.resolve("store"))) {
      Partition partition = log.partition(0);
      PendingBatch batch = log.appender.prepare(partition, OpenLog.batch("x"), AppendOptions.SYNCED);
      SyncedAppends synced = new SyncedAppends();
      Untold completion = new Untold();
      long most = 0;
      for (int i = 0; i < 5_000; i++) {
        synced.makeRoom();
        long before = allocated();
        synced.add(partition, batch, completion);
        most = Math.max(most, allocated() - before);
      }
      long largest = most;
      assertTrue(largest < SMALLEST_ARRAY_OF_A_CHUNK, () -> largest + " bytes in one addition");
      batch.clear();
      log.appender.unsynced().leave(batch.sizeBytes);
    }
  }
}
