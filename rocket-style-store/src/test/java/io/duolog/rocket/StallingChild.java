package io.duolog.rocket;

import io.duolog.rocket.append.Appender;
import io.duolog.rocket.append.HeldAppend;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.AppendRejection;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.StorageException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * A process, one thread of which stands still between the reservation of its append and the copy. It prints what it was
 * acknowledged and what it sees, and waits to be killed.
 */
public final class StallingChild {
  /** Appends to each of two other partitions. */
  static final int APPENDS = 200;

  private StallingChild() {}

  /** Thread-safe. Prints how an append ended. */
  private record Printed(String value) implements AppendCompletion {
    @Override
    public void appended(long baseOffset, long lastOffset) {
      print("told " + value);
    }

    @Override
    public void rejected(AppendRejection rejection) {
      print("told " + value);
    }

    @Override
    public void failed(StorageException cause) {
      print("told " + value);
    }
  }

  /** Takes the store's directory. */
  public static void main(String[] arguments) throws InterruptedException, ReflectiveOperationException {
    StorageEngine engine = TestStore.open(Path.of(arguments[0]));
    PartitionLog first = TestStore.partition(engine, 0);
    first.append(TestStore.batch("before"), AppendOptions.SYNCED);
    Appender appender = appenderOf(first);
    CountDownLatch isReserved = new CountDownLatch(1);
    Thread stalled =
        new Thread(
            () -> {
              HeldAppend.reserve(
                  appender, ((RocketPartitionLog) first).partition(), TestStore.batch("held"), new Printed("held"));
              isReserved.countDown();
              while (true) {
                LockSupport.park();
              }
            });
    stalled.start();
    isReserved.await();
    first.append(TestStore.batch("behind"), AppendOptions.BUFFERED, new Printed("behind"));
    TestStore.partition(engine, 1).append(TestStore.batch("synced"), AppendOptions.SYNCED, new Printed("synced"));
    for (int i = 0; i < APPENDS; i++) {
      for (int partition = 1; partition <= 2; partition++) {
        TestStore.append(TestStore.partition(engine, partition), "other " + i);
        print("acknowledged " + partition + " other " + i);
      }
    }
    long forces = engine.stats().forces();
    while (engine.stats().forces() == forces) {
      LockSupport.parkNanos(10_000_000); // the age of unsynced bytes makes one, over the hole
    }
    print("sees " + TestStore.values(first));
    print("sees " + TestStore.values(TestStore.partition(engine, 1)).size());
    print("sees " + TestStore.values(TestStore.partition(engine, 2)).size());
    print("durable " + TestStore.partition(engine, 2).offsets().durable());
    print("standing");
    stalled.join();
  }

  private static Appender appenderOf(PartitionLog log) throws ReflectiveOperationException {
    Field parts = RocketPartitionLog.class.getDeclaredField("parts");
    parts.setAccessible(true);
    return ((RocketPartitionLog.Parts) parts.get(log)).appender();
  }

  private static synchronized void print(String line) {
    System.out.println("result " + line);
    System.out.flush();
  }
}
