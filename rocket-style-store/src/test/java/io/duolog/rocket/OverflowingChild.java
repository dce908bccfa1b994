package io.duolog.rocket;

import io.duolog.io.file.SystemDisk;
import io.duolog.rocket.log.WriteMode;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.EngineResources;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.StorageException;
import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process whose appends meet the end of their thread's stack, at every depth from the bottom upwards. It prints what
 * the appends behind them came to: a batch that nobody publishes and nobody gives up would let them wait for ever.
 */
public final class OverflowingChild {
  private static final int ROUNDS = 25;
  private static final int WAIT_SECONDS = 10;
  private static final int STACK_BYTES = 512 * 1024;
  private static final int STEP_BYTES = 1024;

  private OverflowingChild() {}

  /** Confined to the thread that dives. Appends on the way up, until that has gone well often enough. */
  private static final class Diver implements Runnable, AcceptedAppend {
    private static final int MOST_APPENDS = 20;
    private static final int MOST_DEPTH = 1_000_000;

    private final PartitionLog log;
    private final ByteBuf batch;
    private final int depth;
    private boolean isDown;
    private int goneWell;
    private int overflows;

    Diver(PartitionLog log, ByteBuf batch, int depth) {
      this.log = log;
      this.batch = batch;
      this.depth = depth;
    }

    @Override
    public void run() {
      dive(depth);
    }

    private void dive(int at) {
      try {
        if (at < MOST_DEPTH) {
          dive(at + 1);
        }
        isDown = true;
      } catch (StackOverflowError e) {
        isDown = true;
      }
      if (isDown && goneWell < MOST_APPENDS) {
        append();
      }
    }

    private void append() {
      try {
        log.append(batch, AppendOptions.BUFFERED, this);
        goneWell++;
      } catch (StackOverflowError e) {
        overflows++;
      } catch (StorageException e) {
        goneWell = MOST_APPENDS;
      }
    }

    @Override
    public void appended(long baseOffset, long lastOffset) {}
  }

  /** Takes the way of writing and the directory of the stores. */
  public static void main(String[] arguments) throws InterruptedException, ExecutionException {
    WriteMode mode = WriteMode.KEY.parse(arguments[0]);
    int overflows = 0;
    int waiting = 0;
    int failed = 0;
    for (int round = 0; round < ROUNDS && waiting == 0; round++) {
      Path store = Path.of(arguments[1], "store-" + round);
      StorageEngine engine = TestStore.open(store, new SystemDisk(), EngineResources.create(), mode);
      PartitionLog log = TestStore.partition(engine, 0);
      new Diver(log, TestStore.batch("classes are initialized"), Diver.MOST_DEPTH).run();
      Diver diver = new Diver(log, TestStore.batch("x".repeat(round)), 0);
      Thread thread = new Thread(null, diver, "diver", STACK_BYTES + (long) round * STEP_BYTES);
      thread.start();
      thread.join();
      overflows += diver.overflows;
      String end = endOf(log);
      waiting += end.equals("waiting") ? 1 : 0;
      failed += end.equals("failed") ? 1 : 0;
    }
    System.out.println("overflows " + overflows + ", stores that failed " + failed);
    System.out.println("result " + (overflows > ROUNDS) + " " + waiting);
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  private static String endOf(PartitionLog log) throws InterruptedException, ExecutionException {
    ByteBuf batch = TestStore.batch("behind");
    CompletableFuture<String> end =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                log.append(batch, AppendOptions.BUFFERED);
                log.append(batch, AppendOptions.SYNCED);
                return "appended";
              } catch (StorageException e) {
                return "failed";
              }
            });
    try {
      return end.get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return "waiting";
    }
  }
}
