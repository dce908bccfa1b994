package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.AppendRejection;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many producers over few partitions, with files that roll all the time. */
class ConcurrentAppendTest {
  private static final int PRODUCERS = 4;
  private static final int PARTITIONS = 2;
  private static final int APPENDS = 1000;
  private static final int SYNCED_ONE_IN = 16;

  @TempDir Path area;

  /** Thread-safe. Counts down once for each append, and counts what must not be. */
  private static final class Told implements AppendCompletion {
    final CountDownLatch all = new CountDownLatch(PRODUCERS * APPENDS);
    final AtomicInteger wrong = new AtomicInteger();
    final PartitionLog log;

    Told(PartitionLog log) {
      this.log = log;
    }

    @Override
    public void appended(long baseOffset, long lastOffset) {
      if (lastOffset != baseOffset || log.offsets().logEnd() <= lastOffset) {
        wrong.incrementAndGet();
      }
      all.countDown();
    }

    @Override
    public void rejected(AppendRejection rejection) {
      wrong.incrementAndGet();
    }

    @Override
    public void failed(StorageException cause) {
      wrong.incrementAndGet();
    }
  }

  @Test
  void a1_a3_v1_eachAppendIsToldOnceAndIsVisibleThen() throws InterruptedException, ExecutionException {
    Path store = area.resolve("store");
    List<Told> told = new ArrayList<>();
    try (StorageEngine engine = TestStore.open(store);
        ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS)) {
      for (int i = 0; i < PARTITIONS; i++) {
        told.add(new Told(TestStore.partition(engine, i)));
      }
      List<Future<?>> producers = new ArrayList<>();
      for (int producer = 0; producer < PRODUCERS; producer++) {
        int number = producer;
        producers.add(threads.submit(() -> produce(told, number)));
      }
      for (Future<?> producer : producers) {
        producer.get();
      }
      for (Told one : told) {
        assertTrue(one.all.await(30, TimeUnit.SECONDS));
        assertEquals(0, one.wrong.get());
        check(one.log);
      }
    }
    try (StorageEngine engine = TestStore.open(store)) {
      for (int i = 0; i < PARTITIONS; i++) {
        check(TestStore.partition(engine, i));
      }
    }
  }

  private static void produce(List<Told> told, int producer) {
    for (int i = 0; i < APPENDS; i++) {
      for (Told one : told) {
        AppendOptions options = i % SYNCED_ONE_IN == 0 ? AppendOptions.SYNCED : AppendOptions.BUFFERED;
        one.log.append(TestStore.batch(producer + "-" + i), options, one);
      }
    }
  }

  /** Every value is there once, and those of one producer are in its order. */
  private static void check(PartitionLog log) {
    List<String> values = TestStore.values(log);
    assertEquals(PRODUCERS * APPENDS, values.size());
    assertEquals(values.size(), new HashSet<>(values).size());
    int[] next = new int[PRODUCERS];
    for (String value : values) {
      int producer = value.charAt(0) - '0';
      assertEquals(producer + "-" + next[producer]++, value);
    }
  }
}
