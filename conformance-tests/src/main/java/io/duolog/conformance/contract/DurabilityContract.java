package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.machine.DiskUsage;
import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.conformance.workload.Batches;
import io.duolog.conformance.workload.Contents;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Capability;
import io.duolog.storage.FetchResult;
import io.duolog.storage.Isolation;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.error.OverloadedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What an acknowledgement and a durable offset say (D2, D8). What they are worth is shown by kills and power cuts. */
public abstract class DurabilityContract extends StorageContract {
  private static final int PRODUCERS = 8;
  private static final int APPENDS = 40;
  private static final int IDLE_PARTITIONS = 1_000;
  private static final long MOST_IDLE_BYTES = 32 * 1024;
  private static final int OVERLOADS = 20;
  private static final int MOST_OVERLOADS_ASKED = 20_000;
  private static final int BOUNDED_APPENDS = 500;
  private static final long MOST_UNSYNCED_BYTES = 4 * 1024;

  /** For subclasses. */
  protected DurabilityContract() {}

  @Test
  @Rule({"D2.covered", "D8.offset"})
  @Needs(Capability.SYNCED_DURABILITY)
  protected void d2_theDurableOffsetIsBehindASyncedAppend() {
    PartitionLog log = create(open(), "synced", 0);
    for (int i = 0; i < APPENDS; i++) {
      append(log, Batches.random(2, 100, i));
      long base = log.append(buffers.of(Batches.random(3, 100, i)), AppendOptions.SYNCED);
      assertTrue(log.endOffset(Isolation.DURABLE) >= base + 3, "acknowledged before it was durable");
    }
    assertEquals(5L * APPENDS, log.offsets().durable());
  }

  @Test
  @Rule("D2.covered")
  @Needs(Capability.SYNCED_DURABILITY)
  protected void d2_manyProducersAreCoveredToo() throws InterruptedException, ExecutionException {
    StorageEngine engine = open();
    List<PartitionLog> logs = List.of(create(engine, "shared", 0), create(engine, "shared", 1));
    try (ExecutorService producers = Executors.newFixedThreadPool(PRODUCERS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int p = 0; p < PRODUCERS; p++) {
        int producer = p;
        running.add(producers.submit(() -> appendSynced(logs.get(producer % 2), producer)));
      }
      for (Future<?> producer : running) {
        producer.get();
      }
    }
    for (PartitionLog log : logs) {
      assertEquals(PRODUCERS / 2 * (APPENDS + 1L), log.offsets().durable());
    }
  }

  private void appendSynced(PartitionLog log, int producer) {
    for (int i = 0; i < APPENDS; i++) {
      AppendOptions options = i % 4 == 3 ? AppendOptions.BUFFERED : AppendOptions.SYNCED;
      long base = log.append(buffers.of(Batches.random(1, 200, producer * 100L + i)), options);
      if (options == AppendOptions.SYNCED) {
        assertTrue(log.endOffset(Isolation.DURABLE) > base, "acknowledged before it was durable");
      }
    }
    log.append(buffers.of(Batches.text("last")), AppendOptions.SYNCED);
  }

  @Test
  @Rule("D8.offset")
  protected void d8_theDurableOffsetNeverGoesBack() {
    PartitionLog log = create(open(), "monotone", 0);
    long last = 0;
    for (int i = 0; i < APPENDS; i++) {
      log.append(buffers.of(Batches.random(2, 3_000, i)), i % 5 == 4 ? mostDurable() : AppendOptions.BUFFERED);
      LogOffsets offsets = log.offsets();
      assertTrue(offsets.durable() >= last && offsets.durable() <= offsets.logEnd(), offsets::toString);
      last = offsets.durable();
    }
  }

  @Test
  @Rule({"D8.sync", "V2.levels"})
  @Needs(Capability.SYNCED_DURABILITY)
  protected void d8_syncMakesAllBeforeItDurable() {
    StorageEngine engine = open();
    List<PartitionLog> logs = new ArrayList<>();
    for (int p = 0; p < 5; p++) {
      logs.add(create(engine, "sync", p));
    }
    for (int i = 0; i < 200; i++) {
      append(logs.get(i % logs.size()), Batches.random(2, 500, i));
    }
    engine.sync();
    for (PartitionLog log : logs) {
      assertEquals(log.offsets().logEnd(), log.offsets().durable());
      assertEquals(Contents.bytes(log), Contents.bytes(log, ReadOptions.DURABLE, 3_000));
      FetchResult end = Contents.fetch(log, log.offsets().durable(), 1, ReadOptions.DURABLE);
      assertEquals(0, end.sizeBytes());
      end.release();
    }
    assertEquals(0, engine.stats().unsyncedBytes());
  }

  @Test
  @Rule("D6.idle")
  @Needs(Capability.PERSISTENCE)
  protected void d6_anIdlePartitionCostsLittleOfTheDisk() throws IOException {
    StorageEngine engine = open();
    append(create(engine, "first", 0), Batches.text("x"));
    engine.sync();
    long empty = DiskUsage.of(storeDirectory());
    List<PartitionSpec> specs = new ArrayList<>();
    for (int i = 0; i < IDLE_PARTITIONS; i++) {
      specs.add(spec("idle", i));
    }
    for (PartitionLog log : engine.partitions().createAll(specs)) {
      append(log, Batches.text("x"));
    }
    engine.sync();
    long each = (DiskUsage.of(storeDirectory()) - empty) / IDLE_PARTITIONS;
    assertTrue(each <= MOST_IDLE_BYTES, () -> each + " bytes for each idle partition, limit " + MOST_IDLE_BYTES);
  }

  @Test
  @Rule("D7.bounded")
  @Needs(Capability.SYNCED_DURABILITY)
  protected void d7_unsyncedBytesStayWithinTheirBound() {
    StorageEngine engine = open(config().with(StorageKeys.UNSYNCED_BYTES, MOST_UNSYNCED_BYTES));
    PartitionLog log = create(engine, "bounded", 0);
    CountedCompletion completion = new CountedCompletion();
    long next = 0;
    for (int i = 0; i < BOUNDED_APPENDS; i++) {
      try {
        assertEquals(next, log.append(buffers.of(Batches.random(1, 900, i)), AppendOptions.BUFFERED, completion));
        next++;
      } catch (OverloadedException e) {
        assertTrue(e.retryAfterNanos() > 0, () -> "no hint when to come again: " + e);
        engine.sync();
        assertEquals(next, append(log, Batches.random(1, 900, i)), "what was turned away took no offset");
        next++;
      }
      long unsynced = engine.stats().unsyncedBytes();
      assertTrue(unsynced <= MOST_UNSYNCED_BYTES, () -> unsynced + " bytes, bound " + MOST_UNSYNCED_BYTES);
    }
  }

  @Test
  @Rule("E5.typed")
  @Needs(Capability.SYNCED_DURABILITY)
  protected void e5_whatFindsNoRoomIsTurnedAwayTypedAndLeavesNothing() {
    StorageEngine engine = open(config().with(StorageKeys.UNSYNCED_BYTES, MOST_UNSYNCED_BYTES));
    AcknowledgedBatches acknowledged = new AcknowledgedBatches(create(engine, "overloaded", 0));
    int turnedAway = 0;
    for (int i = 0; i < MOST_OVERLOADS_ASKED && turnedAway < OVERLOADS; i++) {
      turnedAway += appendOrBeTurnedAway(engine, acknowledged, Batches.random(2, 1_400, i)) ? 0 : 1;
    }
    assertEquals(OVERLOADS, turnedAway, "nothing was turned away at a bound of " + MOST_UNSYNCED_BYTES + " bytes");
    acknowledged.requireAll();
  }

  /** One append by the core form; if it is turned away, one more of the same batch behind a force. */
  private boolean appendOrBeTurnedAway(StorageEngine engine, AcknowledgedBatches acknowledged, ByteBuffer batch) {
    PartitionLog log = acknowledged.log();
    CountedCompletion completion = new CountedCompletion();
    long end = 2L * acknowledged.count();
    try {
      assertEquals(end, log.append(buffers.of(batch), AppendOptions.BUFFERED, completion));
      completion.await();
      acknowledged.add(end, batch);
      return true;
    } catch (OverloadedException e) {
      assertTrue(e.excessBytes() > 0 || e.retryAfterNanos() > 0, () -> "no hint: " + e);
      assertEquals(0, completion.told(), "told of the end of an append that threw");
      assertEquals(end, log.offsets().logEnd(), "the append that was turned away left a trace");
    }
    engine.sync();
    assertEquals(end, append(log, batch), "what was turned away took an offset");
    acknowledged.add(end, batch);
    return false;
  }
}
