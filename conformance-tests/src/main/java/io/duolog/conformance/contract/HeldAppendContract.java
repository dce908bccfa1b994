package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.rule.Rule;
import io.duolog.conformance.watch.Eventually;
import io.duolog.conformance.workload.BatchCopy;
import io.duolog.conformance.workload.Batches;
import io.duolog.conformance.workload.Contents;
import io.duolog.conformance.workload.VanishingBuffer;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Capability;
import io.duolog.storage.EngineResources;
import io.duolog.storage.FetchResult;
import io.duolog.storage.Isolation;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.error.AbandonedAppendException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Appends that stand still on their way, or come to nothing there (D2, V1). An append is held where the engine looks at
 * its clock, by the time that a long copy takes, and ended by a buffer whose memory vanishes: where that is on the way
 * of an append is the engine's business, so the rules are asserted and not the way.
 */
public abstract class HeldAppendContract extends StorageContract {
  private static final int LONG_BATCH_BYTES = 1024 * 1024;
  private static final int LONG_BATCHES = 8;
  private static final int ROUNDS = 45;
  private static final int NEIGHBOURS = 2;
  private static final int MOST_NEIGHBOUR_APPENDS = 1_000;
  private static final int MOST_DELAY_NANOS = 200_000;

  private final HeldClock clock = new HeldClock();

  /** For subclasses. */
  protected HeldAppendContract() {}

  @Override
  protected StorageConfig config() {
    return super.config()
        .with(StorageKeys.FILE_SIZE_BYTES, 16L * LONG_BATCH_BYTES)
        .with(StorageKeys.MAX_BATCH_BYTES, 2L * LONG_BATCH_BYTES);
  }

  private StorageEngine openHeld() {
    return open(EngineResources.create().withClock(clock));
  }

  @Test
  @Rule({"V1.held", "D2.mixed"})
  protected void v1_besideAnAppendThatStandsStillNobodyMeetsAGapAndOthersGoOn()
      throws InterruptedException, ExecutionException {
    StorageEngine engine = openHeld();
    PartitionLog log = create(engine, "held", 0);
    PartitionLog other = create(engine, "held", 1);
    append(log, Batches.text("before"));
    CountDownLatch isStanding = new CountDownLatch(1);
    CountDownLatch mayGoOn = new CountDownLatch(1);
    CountedCompletion behind = new CountedCompletion();
    AppendOptions strongest = mostDurable();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      try {
        Future<?> held = threads.submit(() -> appendHeld(log, isStanding, mayGoOn));
        Eventually.quiet(() -> isStanding.getCount() == 0 || held.isDone() ? "" : "the append does not get on");
        Future<?> others = threads.submit(() -> appendBoth(other, strongest));
        Eventually.quiet(() -> others.isDone() ? "" : "another partition is held too");
        others.get();
        threads.execute(() -> log.append(buffers.of(Batches.text("behind")), AppendOptions.BUFFERED, behind));
        LockSupport.parkNanos(MOST_DELAY_NANOS); // it may get on or not: both is well
        requirePrefix(log, behind);
      } finally {
        mayGoOn.countDown();
      }
      behind.await();
    }
    requirePrefix(log, behind);
    assertEquals(3, log.offsets().logEnd());
    assertEquals(2, other.offsets().logEnd());
  }

  private long appendHeld(PartitionLog log, CountDownLatch isStanding, CountDownLatch mayGoOn) {
    clock.standAtNextLook(isStanding, mayGoOn);
    try {
      return append(log, Batches.text("held"));
    } finally {
      clock.forget();
    }
  }

  private void appendBoth(PartitionLog other, AppendOptions strongest) {
    assertEquals(0, append(other, Batches.text("buffered")));
    assertEquals(1, other.append(buffers.of(Batches.text("as durable as it can be")), strongest));
    assertEquals(2, other.endOffset(strongest == AppendOptions.SYNCED ? Isolation.DURABLE : Isolation.LOG_END));
  }

  /** What is visible is dense; who was told of the end of an append sees it. */
  private static void requirePrefix(PartitionLog log, CountedCompletion told) {
    boolean isTold = told.told() > 0;
    long next = 0;
    for (BatchCopy batch : Contents.batches(log)) {
      assertEquals(next, batch.baseOffset(), "a reader met a gap");
      next = batch.nextOffset();
    }
    if (isTold) {
      assertEquals("none", told.reason().toString());
      assertTrue(next > told.lastOffset(), "an append was acknowledged behind one that is not visible");
    }
  }

  @Test
  @Rule({"V1.held", "D2.mixed"})
  protected void v1_behindALongCopyNobodyMeetsAGap() throws InterruptedException, ExecutionException {
    PartitionLog log = create(open(), "copied", 0);
    AcknowledgedBatches acknowledged = new AcknowledgedBatches(log);
    AtomicBoolean isOver = new AtomicBoolean();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < NEIGHBOURS; i++) {
        int neighbour = i;
        running.add(threads.submit(() -> appendBehind(acknowledged, neighbour, isOver)));
      }
      running.add(threads.submit(() -> follow(log, isOver)));
      try {
        for (int i = 0; i < LONG_BATCHES; i++) {
          ByteBuffer batch = Batches.random(1, LONG_BATCH_BYTES, i);
          acknowledged.add(append(log, batch), batch);
        }
      } finally {
        isOver.set(true);
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    acknowledged.requireAll();
  }

  private void appendBehind(AcknowledgedBatches acknowledged, int neighbour, AtomicBoolean isOver) {
    PartitionLog log = acknowledged.log();
    for (long i = 0; i < MOST_NEIGHBOUR_APPENDS && !isOver.get(); i++) {
      ByteBuffer batch = Batches.random(2, 100, neighbour + NEIGHBOURS * i);
      CountedCompletion completion = new CountedCompletion();
      long base = log.append(buffers.of(batch), AppendOptions.BUFFERED, completion);
      while (completion.told() == 0) {
        Thread.onSpinWait();
      }
      completion.await();
      assertTrue(log.endOffset(Isolation.LOG_END) > completion.lastOffset(), "told before it was visible");
      acknowledged.add(base, batch);
    }
  }

  private static void follow(PartitionLog log, AtomicBoolean isOver) {
    long next = 0;
    while (!isOver.get() || next < log.endOffset(Isolation.LOG_END)) {
      FetchResult result = Contents.fetch(log, next, Contents.READ_BYTES, ReadOptions.LOG_END);
      try {
        for (BatchCopy batch : Contents.batches(result)) {
          assertEquals(next, batch.baseOffset(), "a reader met a gap");
          next = batch.nextOffset();
        }
      } finally {
        result.release();
      }
    }
  }

  @Test
  @Rule("D2.padding")
  protected void d2_anAppendThatComesToNothingTakesNothingWithItThatWasAcknowledged()
      throws InterruptedException, ExecutionException {
    StorageEngine engine = openHeld();
    AcknowledgedBatches failing = new AcknowledgedBatches(create(engine, "failing", 0));
    AcknowledgedBatches other = new AcknowledgedBatches(create(engine, "failing", 1));
    AtomicBoolean isOver = new AtomicBoolean();
    AppendOptions strongest = mostDurable();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> running = new ArrayList<>();
      running.add(threads.submit(() -> appendBeside(failing, strongest, isOver)));
      running.add(threads.submit(() -> appendBeside(failing, AppendOptions.BUFFERED, isOver)));
      running.add(threads.submit(() -> appendBehind(other, 0, isOver)));
      try {
        for (int i = 0; i < ROUNDS; i++) {
          appendVanishing(failing, i);
        }
      } finally {
        isOver.set(true);
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    requireKept(engine, List.of(failing, other));
  }

  /** The memory vanishes before the append, where it looks at the clock, or at any moment. */
  private void appendVanishing(AcknowledgedBatches acknowledged, int round) throws InterruptedException {
    ByteBuffer batch = Batches.random(1, LONG_BATCH_BYTES / 8, round);
    VanishingBuffer buffer = VanishingBuffer.of(batch);
    Thread vanishing = new Thread(() -> vanishAfter(buffer, (round * 7_919L) % MOST_DELAY_NANOS));
    switch (round % 3) {
      case 0 -> buffer.vanish();
      case 1 -> clock.beforeNextLook(buffer::vanish);
      default -> vanishing.start();
    }
    try {
      acknowledged.add(acknowledged.log().append(buffer, AppendOptions.BUFFERED), batch);
    } catch (IllegalStateException | AbandonedAppendException e) {
      assertTrue(e instanceof IllegalStateException || e.getCause() instanceof IllegalStateException, e::toString);
    } finally {
      Thread.interrupted(); // the virtual machine interrupts whom it takes memory away from
      clock.forget();
      vanishing.join();
      buffer.vanish();
    }
  }

  private static void vanishAfter(VanishingBuffer buffer, long nanos) {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < nanos) {
      Thread.onSpinWait();
    }
    buffer.vanish();
  }

  /** Those behind one that comes to nothing may fail, with its cause, and have left no trace then. */
  private void appendBeside(AcknowledgedBatches acknowledged, AppendOptions strongest, AtomicBoolean isOver) {
    for (long i = 0; i < MOST_NEIGHBOUR_APPENDS && !isOver.get(); i++) {
      ByteBuffer batch = Batches.random(1, 300, -1 - i);
      try {
        AppendOptions options = i % 64 == 0 ? strongest : AppendOptions.BUFFERED;
        acknowledged.add(acknowledged.log().append(buffers.of(batch), options), batch);
      } catch (AbandonedAppendException e) {
        assertNotNull(e.getCause(), "an append that was given up names no cause");
      }
    }
  }

  private void requireKept(StorageEngine engine, List<AcknowledgedBatches> partitions) {
    partitions.forEach(AcknowledgedBatches::requireAll);
    if (has(Capability.PERSISTENCE)) {
      StorageEngine again = reopen(engine);
      for (int i = 0; i < partitions.size(); i++) {
        partitions.get(i).requireAllIn(find(again, "failing", i));
      }
    }
  }
}
