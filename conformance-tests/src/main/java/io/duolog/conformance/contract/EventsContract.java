package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.conformance.watch.Eventually;
import io.duolog.conformance.workload.Batches;
import io.duolog.conformance.workload.Contents;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Capability;
import io.duolog.storage.EngineEvents;
import io.duolog.storage.FetchResult;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.Registration;
import io.duolog.storage.StorageEngine;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** What listeners are told (V5). */
public abstract class EventsContract extends StorageContract {
  private static final int MANY = 200;

  /** For subclasses. */
  protected EventsContract() {}

  @Test
  @Rule("V5.told")
  protected void v5_theLastStateIsTold() {
    StorageEngine engine = open();
    PartitionLog log = create(engine, "told", 0);
    AtomicLong logEnd = new AtomicLong();
    AtomicLong mark = new AtomicLong();
    Registration registration =
        engine.subscribe(
            new EngineEvents() {
              @Override
              public void advanced(PartitionLog partition, LogOffsets.Mutable offsets) {
                logEnd.accumulateAndGet(offsets.logEnd(), Math::max);
                mark.accumulateAndGet(offsets.highWatermark(), Math::max);
              }
            });
    for (int i = 0; i < MANY; i++) {
      append(log, Batches.random(2, 40, i));
    }
    Eventually.quiet(() -> logEnd.get() == 2 * MANY ? "" : "the log end told last is " + logEnd);
    log.advanceHighWatermark(33);
    Eventually.quiet(() -> mark.get() == 33 ? "" : "the high watermark told last is " + mark);
    registration.close();
    registration.close();
  }

  @Test
  @Rule("V5.told")
  protected void v5_aListenerMayCallTheEngine() {
    StorageEngine engine = open();
    PartitionLog log = create(engine, "called", 0);
    AtomicLong read = new AtomicLong();
    engine.subscribe(
        new EngineEvents() {
          @Override
          public void advanced(PartitionLog partition, LogOffsets.Mutable offsets) {
            FetchResult result = Contents.fetch(partition, 0, 1_000_000, ReadOptions.LOG_END);
            read.accumulateAndGet(result.nextOffset(), Math::max);
            result.release();
          }
        });
    for (int i = 0; i < 20; i++) {
      append(log, Batches.random(1, 100, i));
    }
    Eventually.quiet(() -> read.get() == 20 ? "" : "the listener has read up to " + read);
  }

  @Test
  @Rule("V5.thrown")
  protected void v5_aListenerThatThrowsDisturbsNobody() {
    StorageEngine engine = open();
    PartitionLog log = create(engine, "thrown", 0);
    AtomicInteger calls = new AtomicInteger();
    engine.subscribe(
        new EngineEvents() {
          @Override
          public void advanced(PartitionLog partition, LogOffsets.Mutable offsets) {
            calls.incrementAndGet();
            throw new IllegalStateException("a listener that throws");
          }
        });
    AtomicLong logEnd = highestTold(engine, LogOffsets.Mutable::logEnd);
    assertEquals(0, append(log, Batches.text("first")));
    Eventually.quiet(() -> calls.get() > 0 ? "" : "the listener was never called");
    int before = calls.get();
    for (int i = 1; i <= 20; i++) {
      assertEquals(i, append(log, Batches.text("next")));
    }
    Eventually.quiet(() -> logEnd.get() == 21 ? "" : "the log end told last is " + logEnd);
    assertTrue(calls.get() <= before, "a listener that threw was called again");
  }

  @Test
  @Rule("A9.event")
  @Needs(Capability.SYNCED_DURABILITY)
  protected void a9_theEndOfASyncedAppendIsSeenInTheEventOfTheDurableOffset() {
    StorageEngine engine = open();
    PartitionLog log = create(engine, "durable", 0);
    AtomicLong durable = highestTold(engine, LogOffsets.Mutable::durable);
    for (int i = 1; i <= 20; i++) {
      CountedCompletion completion = new CountedCompletion();
      assertEquals(i - 1, log.append(buffers.of(Batches.text("x")), AppendOptions.SYNCED, completion));
      completion.await();
      long end = i;
      Eventually.quiet(() -> durable.get() == end ? "" : "the durable offset told last is " + durable);
    }
  }

  /** Follows the highest value of one of the offsets that a listener of its own is told. */
  private static AtomicLong highestTold(StorageEngine engine, ToLongFunction<LogOffsets.Mutable> offset) {
    AtomicLong highest = new AtomicLong();
    engine.subscribe(
        new EngineEvents() {
          @Override
          public void advanced(PartitionLog partition, LogOffsets.Mutable offsets) {
            highest.accumulateAndGet(offset.applyAsLong(offsets), Math::max);
          }
        });
    return highest;
  }
}
