package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.conformance.workload.Batches;
import io.duolog.conformance.workload.Contents;
import io.duolog.storage.Capability;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.TimestampQuery;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Closing and opening again (C6, F1). */
public abstract class ReopenContract extends StorageContract {
  private static final int PARTITIONS = 4;
  private static final int BATCHES = 600;
  private static final long SCAN_LIMIT_BYTES = 64 * 1024;

  /** For subclasses. */
  protected ReopenContract() {}

  @Test
  @Rule("C6.clean")
  @Needs(Capability.PERSISTENCE)
  protected void c6_aCleanCloseLosesNothing() {
    StorageEngine engine = open();
    assertEquals(RecoveryReport.Kind.NEW, engine.recoveryReport().kind());
    List<ByteBuffer> bytes = new ArrayList<>();
    List<LogOffsets> offsets = new ArrayList<>();
    fill(engine, bytes, offsets);
    StorageEngine again = reopen(engine);
    assertEquals(RecoveryReport.Kind.CLEAN, again.recoveryReport().kind());
    assertEquals(0, again.recoveryReport().discardedBytes());
    assertTrue(again.recoveryReport().scannedBytes() <= SCAN_LIMIT_BYTES, () -> again.recoveryReport().toString());
    for (int p = 0; p < PARTITIONS; p++) {
      PartitionLog log = find(again, "reopened", p);
      assertEquals(offsets.get(p).logEnd(), log.offsets().logEnd());
      assertEquals(offsets.get(p).logStart(), log.offsets().logStart());
      assertEquals(bytes.get(p), Contents.bytes(log));
    }
  }

  private void fill(StorageEngine engine, List<ByteBuffer> bytes, List<LogOffsets> offsets) {
    for (int p = 0; p < PARTITIONS; p++) {
      create(engine, "reopened", p);
    }
    for (int i = 0; i < BATCHES; i++) {
      append(find(engine, "reopened", i % (PARTITIONS - 1)), Batches.random(3, 20 + i % 500, i));
    }
    for (int p = 0; p < PARTITIONS; p++) {
      bytes.add(Contents.bytes(find(engine, "reopened", p)));
      offsets.add(find(engine, "reopened", p).offsets());
    }
  }

  @Test
  @Rule({"C6.clean", "A1.dense"})
  @Needs(Capability.PERSISTENCE)
  protected void c6_appendsGoOnWhereTheyEnded() {
    StorageEngine engine = open();
    create(engine, "goes-on", 0);
    long next = 0;
    for (int round = 0; round < 6; round++) {
      for (int i = 0; i < 30; i++) {
        assertEquals(next, append(find(engine, "goes-on", 0), Batches.random(2, 900, next)));
        next += 2;
      }
      engine = reopen(engine);
    }
    PartitionLog log = find(engine, "goes-on", 0);
    assertEquals(next, log.offsets().logEnd());
    assertEquals(next / 2, Contents.batches(log).size());
  }

  @Test
  @Rule({"C6.clean", "D8.offset"})
  @Needs(Capability.PERSISTENCE)
  protected void c6_aClosedStoreIsDurable() {
    StorageEngine engine = open();
    append(create(engine, "durable", 0), Batches.random(5, 100, 1));
    PartitionLog log = find(reopen(engine), "durable", 0);
    assertEquals(5, log.offsets().durable());
  }

  @Test
  @Rule({"C6.clean", "L1.time"})
  @Needs(Capability.PERSISTENCE)
  protected void c6_lookupsAnswerAsBefore() {
    StorageEngine engine = open();
    PartitionLog log = create(engine, "lookup", 0);
    for (int i = 0; i < BATCHES; i++) {
      append(log, Batches.random(3, 300, i));
    }
    List<Optional<?>> before = answers(log);
    assertEquals(before, answers(find(reopen(engine), "lookup", 0)));
  }

  private static List<Optional<?>> answers(PartitionLog log) {
    List<Optional<?>> answers = new ArrayList<>();
    for (long time = Batches.EPOCH_MILLIS - 10; time < Batches.EPOCH_MILLIS + 1_010; time += 5) {
      answers.add(log.lookup(new TimestampQuery.AtOrAfter(time)));
    }
    answers.add(log.lookup(new TimestampQuery.MaxTimestamp()));
    return answers;
  }

  @Test
  @Rule({"F1.ready", "C6.clean"})
  @Needs(Capability.PERSISTENCE)
  protected void f1_anEmptyStoreOpensAgainAndAgain() {
    StorageEngine engine = open();
    for (int i = 0; i < 5; i++) {
      assertEquals(List.of(), engine.partitions().list());
      engine = reopen(engine);
    }
    append(create(engine, "first", 0), Batches.text("x"));
    assertEquals(1, find(reopen(engine), "first", 0).offsets().logEnd());
  }
}
