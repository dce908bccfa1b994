package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.conformance.workload.BatchCopy;
import io.duolog.conformance.workload.Batches;
import io.duolog.conformance.workload.Contents;
import io.duolog.storage.Capability;
import io.duolog.storage.CloseReport;
import io.duolog.storage.EngineResources;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.EngineClosedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Lives of a store, many and short: the leak check behind the test finds what each of them left (F2), and memory that
 * was unmapped under a reader would end the process (R3, E4).
 *
 * <p>{@code -Dduolog.cycles=N} sets the number of lives, {@code -Dduolog.reads=N} that of the reads beside rolling and
 * closing.
 */
public abstract class LifeCyclesContract extends StorageContract {
  private static final int DEFAULT_CYCLES = 40;
  private static final int DEFAULT_READS = 5_000;
  private static final int READERS = 2;
  private static final int READS_OF_A_LIFE = 2_000;
  private static final int SMALL_BYTES = 100;
  private static final int BATCH_BYTES = 2_000;
  private static final int READ_BYTES = 32 * 1024;

  /** For subclasses. */
  protected LifeCyclesContract() {}

  private StorageEngine openUntracked(Path store) {
    return provider().open(store, config(), EngineResources.create());
  }

  @Test
  @Rule({"F2.released", "F1.ready"})
  @Needs(Capability.PERSISTENCE)
  protected void f2_aStoreThatIsOpenedAndClosedManyTimesLeavesNothingBehind() {
    int cycles = Integer.getInteger("duolog.cycles", DEFAULT_CYCLES);
    for (int cycle = 0; cycle < cycles; cycle++) {
      try (StorageEngine engine = openUntracked(storeDirectory())) {
        PartitionLog log = cycle == 0 ? create(engine, "short", 0) : find(engine, "short", 0);
        assertEquals(cycle, append(log, Batches.random(1, SMALL_BYTES, cycle)));
        assertEquals(1, readFrom(log, cycle));
        assertEquals(CloseReport.CLEAN, engine.close(StorageEngine.DEFAULT_CLOSE_LIMIT));
      }
      buffers.takeBack();
    }
  }

  @Test
  @Rule({"R3.held", "R3.close"})
  @Needs(Capability.PERSISTENCE)
  protected void r3_readsBesideRollingAndClosingSeeTheirBytes() throws InterruptedException, ExecutionException {
    int wanted = Integer.getInteger("duolog.reads", DEFAULT_READS);
    AtomicInteger done = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(READERS + 1)) {
      for (int life = 0; done.get() < wanted; life++) {
        int until = Math.min(wanted, done.get() + READS_OF_A_LIFE);
        live(directory.resolve("life-" + life), threads, done, until);
        buffers.takeBack();
      }
    }
  }

  private void live(Path store, ExecutorService threads, AtomicInteger done, int until)
      throws InterruptedException, ExecutionException {
    List<Future<?>> readers = new ArrayList<>();
    try (StorageEngine engine = openUntracked(store)) {
      PartitionLog log = create(engine, "read", 0);
      append(log, Batches.random(1, BATCH_BYTES, 0));
      Future<?> writer = threads.submit(() -> appendUntil(log, done, until));
      for (int reader = 0; reader < READERS; reader++) {
        Random random = new Random(until + reader);
        readers.add(threads.submit(() -> readUntilClosed(log, random, done)));
      }
      writer.get();
      CloseReport report = engine.close(StorageEngine.DEFAULT_CLOSE_LIMIT);
      assertTrue(report.isClean(), report::toString);
    }
    for (Future<?> reader : readers) {
      reader.get();
    }
  }

  /** One batch for each read, so that files roll and the disk is bounded. */
  private void appendUntil(PartitionLog log, AtomicInteger done, int until) {
    for (int last = done.get(); last < until; last = done.get()) {
      append(log, Batches.random(1, BATCH_BYTES, last));
      while (done.get() == last) {
        Thread.onSpinWait();
      }
    }
  }

  private static void readUntilClosed(PartitionLog log, Random random, AtomicInteger done) {
    try {
      while (true) {
        assertTrue(readFrom(log, random.nextLong(log.offsets().logEnd())) > 0);
        done.incrementAndGet();
      }
    } catch (EngineClosedException e) {
      return; // the end of this life
    }
  }

  /** Reads, and looks at every byte while the result is held, also if the engine closes meanwhile. */
  private static int readFrom(PartitionLog log, long offset) {
    FetchResult result = Contents.fetch(log, offset, READ_BYTES, ReadOptions.LOG_END);
    try {
      List<BatchCopy> batches = Contents.batches(result);
      assertEquals(offset, batches.getFirst().baseOffset());
      return batches.size();
    } finally {
      result.release();
    }
  }
}
