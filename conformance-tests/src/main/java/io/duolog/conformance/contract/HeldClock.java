package io.duolog.conformance.contract;

import io.duolog.storage.EngineClock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The machine's clock, which does something else first when a certain thread looks at it: an engine looks while an
 * append is under way. Thread-safe.
 */
final class HeldClock implements EngineClock {
  private final AtomicReference<@Nullable Look> look = new AtomicReference<>();

  /** What comes first when {@code thread} looks next. */
  private record Look(Thread thread, Runnable first) {}

  /** The calling thread runs this when it looks next, once. */
  void beforeNextLook(Runnable first) {
    look.set(new Look(Thread.currentThread(), first));
  }

  /** As {@link #beforeNextLook}: the thread says that it stands, and does so until it may go on. */
  void standAtNextLook(CountDownLatch isStanding, CountDownLatch mayGoOn) {
    beforeNextLook(
        () -> {
          isStanding.countDown();
          awaitQuietly(mayGoOn);
        });
  }

  /** Nothing comes first any more. */
  void forget() {
    look.set(null);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void looked() {
    Look now = look.get();
    if (now != null && now.thread() == Thread.currentThread() && look.compareAndSet(now, null)) {
      now.first().run();
    }
  }

  @Override
  public long currentTimeMillis() {
    looked();
    return SYSTEM.currentTimeMillis();
  }

  @Override
  public long nanoTime() {
    return SYSTEM.nanoTime();
  }
}
