package io.duolog.rocket.append;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.rocket.AcceptedAppend;
import io.duolog.rocket.append.OpenLog.Held;
import io.duolog.rocket.partition.Partition;
import io.duolog.rocket.partition.PublishedFrame;
import io.duolog.storage.AppendOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that closes waits for whoever may still look at its files (F2, E4). */
class AppendFlightTest {
  @TempDir Path area;

  /** Thread-safe. A frame that is looked at for as long as the test likes, and no other of its partition meanwhile. */
  private static final class SlowFrame implements PublishedFrame {
    final CountDownLatch isLookedAt = new CountDownLatch(1);
    final CountDownLatch isSeen = new CountDownLatch(1);

    @Override
    public long position() {
      return 0;
    }

    @Override
    public boolean isPadding() {
      isLookedAt.countDown();
      try {
        isSeen.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return true;
    }
  }

  @Test
  void e4_f2_anAppendHasNotEndedBeforeItHasLookedAtItsFrame() throws IOException, InterruptedException {
    AcceptedAppend quiet = AcceptedAppend.IGNORED;
    try (OpenLog log = new OpenLog(area.resolve("store"))) {
      Partition partition = log.partition(0);
      SlowFrame slow = new SlowFrame();
      try (Held held = log.hold(partition, "held", AppendOptions.BUFFERED, quiet)) {
        Thread looking = new Thread(() -> partition.look(slow, 10, 11, quiet));
        looking.start();
        slow.isLookedAt.await();
        Thread behind =
            new Thread(
                () -> log.appender.append(partition, OpenLog.batch("behind"), AppendOptions.BUFFERED, quiet));
        behind.start();
        while (behind.getState() != Thread.State.BLOCKED) {
          assertTrue(behind.isAlive(), "the append does not look at its frame");
          Thread.onSpinWait();
        }
        long ended = log.appender.appended();
        slow.isSeen.countDown();
        looking.join();
        behind.join();
        assertEquals(0, ended);
        assertEquals(1, log.appender.appended());
        held.finish();
      }
      assertEquals(2, partition.logEnd());
      assertEquals(2, log.appender.appended());
    }
  }
}
