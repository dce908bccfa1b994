package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.rule.Rule;
import io.duolog.conformance.workload.Batches;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Capability;
import io.duolog.storage.CloseReport;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.TopicPartition;
import io.duolog.storage.error.StorageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Interrupts (E6): each call has one outcome, which is its own or a typed error; the interrupt status is kept; what
 * follows finds everything open again; nobody else is disturbed; and what the partition holds is what was acknowledged.
 *
 * <p>{@code -Dduolog.seed=S} repeats the choices of a run.
 */
public abstract class InterruptContract extends StorageContract {
  private static final int BATCHES = 60;
  private static final int PENDING = 6;
  private static final int WORKERS = 3;
  private static final int STEPS = 300;
  private static final int BYSTANDER_STEPS = 300;
  private static final int MOST_PAUSE_NANOS = 300_000;
  private static final int LIVES = 6;

  /** For subclasses. */
  protected InterruptContract() {}

  private long seed() {
    long seed = Long.getLong("duolog.seed", System.nanoTime());
    System.out.println(provider().name() + ": interrupts, -Dduolog.seed=" + seed);
    return seed;
  }

  private InterruptedCalls calls(StorageEngine engine, AcknowledgedBatches acknowledged, long seed) {
    return new InterruptedCalls(engine, acknowledged, buffers, mostDurable(), seed);
  }

  @ParameterizedTest
  @EnumSource
  @Rule({"E6.one", "E6.reopened"})
  protected void e6_aPendingInterruptFailsAtMostTheCallThatItHits(InterruptedCalls.Kind kind) throws IOException {
    StorageEngine engine = open();
    AcknowledgedBatches acknowledged = new AcknowledgedBatches(create(engine, "pending", 0));
    try (InterruptedCalls calls = calls(engine, acknowledged, 0)) {
      for (int i = 0; i < BATCHES; i++) {
        calls.require(InterruptedCalls.Kind.APPEND);
      }
      for (int i = 0; i < PENDING; i++) {
        calls.attemptInterrupted(kind);
        assertTrue(Thread.interrupted(), () -> kind + " swallowed the interrupt");
        calls.require(kind);
        calls.require(InterruptedCalls.Kind.APPEND);
        calls.require(InterruptedCalls.Kind.READ);
      }
    } finally {
      Thread.interrupted();
    }
    requireKept(engine, List.of(acknowledged));
  }

  @Test
  @Rule({"E6.one", "E6.reopened"})
  protected void e6_interruptsAtAnyMomentDisturbNobodyElse() throws InterruptedException, ExecutionException {
    long seed = seed();
    StorageEngine engine = open();
    List<AcknowledgedBatches> partitions =
        List.of(
            new AcknowledgedBatches(create(engine, "moments", 0)),
            new AcknowledgedBatches(create(engine, "moments", 1)));
    List<Interrupted> targets = new ArrayList<>();
    AtomicBoolean isOver = new AtomicBoolean();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        Interrupted target = new Interrupted();
        targets.add(target);
        InterruptedCalls calls = calls(engine, partitions.get(i % 2), seed + i);
        running.add(threads.submit(() -> workInterrupted(calls, target)));
      }
      for (int i = 0; i < partitions.size(); i++) {
        InterruptedCalls calls = calls(engine, partitions.get(i), seed - 1 - i);
        running.add(threads.submit(() -> workUndisturbed(calls)));
      }
      Future<?> interrupting = threads.submit(() -> interrupt(targets, seed, isOver));
      try {
        for (Future<?> thread : running) {
          thread.get();
        }
      } finally {
        isOver.set(true);
      }
      interrupting.get();
    }
    requireKept(engine, partitions);
  }

  private static Void workInterrupted(InterruptedCalls calls, Interrupted target) throws IOException {
    target.begin();
    try (calls) {
      for (int i = 0; i < STEPS; i++) {
        InterruptedCalls.Kind kind = calls.anyKind();
        StorageException failure = calls.attempt(kind);
        boolean wasHit = target.take();
        if (failure != null && !wasHit) {
          throw new AssertionError(kind + " failed though nobody interrupted it", failure);
        }
      }
    } finally {
      target.end();
    }
    return null;
  }

  private static Void workUndisturbed(InterruptedCalls calls) throws IOException {
    try (calls) {
      for (int i = 0; i < BYSTANDER_STEPS; i++) {
        calls.require(calls.anyKind());
      }
    }
    return null;
  }

  private static void interrupt(List<Interrupted> targets, long seed, AtomicBoolean isOver) {
    SplittableRandom random = new SplittableRandom(seed);
    while (!isOver.get()) {
      targets.get(random.nextInt(targets.size())).interrupt();
      LockSupport.parkNanos(random.nextInt(MOST_PAUSE_NANOS));
    }
  }

  @Test
  @Rule("E6.one")
  protected void e6_openCreateAndCloseEndOneWayOrTheOther() {
    int lives = has(Capability.PERSISTENCE) ? LIVES : 1;
    long end = 0;
    for (int i = 0; i < lives; i++) {
      StorageEngine engine = orAgain(this::open);
      boolean isNew = i == 0;
      PartitionLog log = orAgain(() -> isNew ? create(engine, "lives", 0) : find(engine, "lives", 0));
      assertEquals(end, log.offsets().logEnd());
      for (int j = 0; j < PENDING; j++) {
        AppendOptions options = j % 2 == 0 ? AppendOptions.BUFFERED : mostDurable();
        assertEquals(end++, log.append(buffers.of(Batches.random(1, 3_000, j)), options));
      }
      assertEquals(CloseReport.CLEAN, orAgain(() -> engine.close(StorageEngine.DEFAULT_CLOSE_LIMIT)));
    }
  }

  /** Calls with a pending interrupt, and once more without if that fails. */
  private static <T> T orAgain(Supplier<T> call) {
    Thread.currentThread().interrupt();
    try {
      T answer = call.get();
      assertTrue(Thread.interrupted(), "the call swallowed the interrupt");
      return answer;
    } catch (StorageException e) {
      assertTrue(Thread.interrupted(), () -> "the call swallowed the interrupt and failed: " + e);
      return call.get();
    } finally {
      Thread.interrupted();
    }
  }

  /** What was acknowledged, and nothing else, is there, also behind a close. */
  private void requireKept(StorageEngine engine, List<AcknowledgedBatches> partitions) {
    partitions.forEach(AcknowledgedBatches::requireAll);
    if (has(Capability.PERSISTENCE)) {
      List<TopicPartition> names = partitions.stream().map(one -> one.log().descriptor().name()).toList();
      StorageEngine again = reopen(engine);
      for (int i = 0; i < names.size(); i++) {
        PartitionLog log = again.partitions().find(names.get(i)).orElseThrow();
        partitions.get(i).requireAllIn(log);
        append(log, Batches.text("behind all"));
      }
    }
  }
}
