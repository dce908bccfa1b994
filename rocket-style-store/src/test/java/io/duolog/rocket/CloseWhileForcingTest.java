package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.file.SystemDisk;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.EngineClock;
import io.duolog.storage.EngineResources;
import io.duolog.storage.Isolation;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Closing a store while its force thread is just finding that it has nothing to do (C6, F2). */
@Timeout(60)
class CloseWhileForcingTest {
  @TempDir Path area;

  /** Holds the force thread where it looks at the age, behind its look at who waits. Thread-safe. */
  private static final class HoldingClock implements EngineClock {
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean isArmed;

    @Override
    public long currentTimeMillis() {
      return System.currentTimeMillis();
    }

    @Override
    public long nanoTime() {
      if (isArmed && isLookAtTheAge()) {
        held.countDown();
        try {
          released.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return System.nanoTime();
    }

    private static boolean isLookAtTheAge() {
      return StackWalker.getInstance()
          .walk(frames -> frames.map(StackWalker.StackFrame::getMethodName).toList())
          .containsAll(List.of("isDue", "forceGroups"));
    }
  }

  @Test
  void c6_whatWasAppendedIsThereThoughTheThreadLooksAsTheStoreCloses() throws InterruptedException {
    HoldingClock clock = new HoldingClock();
    StorageEngine engine =
        TestStore.open(area.resolve("store"), new SystemDisk(), EngineResources.create().withClock(clock));
    PartitionLog log = TestStore.partition(engine, 0);
    log.append(TestStore.batch("kept"), AppendOptions.BUFFERED);
    clock.isArmed = true;
    assertTrue(clock.held.await(30, TimeUnit.SECONDS), "the force thread does not look at the age");
    Thread closing = new Thread(engine::close, "closing");
    closing.start();
    while (!isJoining(closing)) {
      Thread.onSpinWait();
    }
    clock.released.countDown();
    closing.join();
    try (StorageEngine reopened = TestStore.open(area.resolve("store"))) {
      assertEquals(1, TestStore.partition(reopened, 0).endOffset(Isolation.LOG_END));
    }
  }

  private static boolean isJoining(Thread thread) {
    boolean isInClose = false;
    boolean isInJoin = false;
    for (StackTraceElement frame : thread.getStackTrace()) {
      isInClose |= frame.getClassName().endsWith("append.ForceThread");
      isInJoin |= frame.getMethodName().equals("join");
    }
    return isInClose && isInJoin;
  }
}
