package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.conformance.workload.BatchCopy;
import io.duolog.conformance.workload.Batches;
import io.duolog.conformance.workload.Contents;
import io.duolog.record.RecordBatchLayout;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Capability;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.FencedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Offsets, epochs and borrowed buffers of appends. */
public abstract class AppendContract extends StorageContract {
  private static final int MANY = 400;

  /** For subclasses. */
  protected AppendContract() {}

  @Test
  @Rule({"A1.order", "A1.dense"})
  protected void a1_baseOffsetsAreDenseInCallOrder() {
    PartitionLog log = create(open(), "dense", 0);
    long next = 0;
    for (int i = 0; i < MANY; i++) {
      int records = 1 + i % 7;
      assertEquals(next, append(log, Batches.random(records, i % 300, i)), "base offset of batch " + i);
      next += records;
    }
    assertEquals(next, log.offsets().logEnd());
    long expected = 0;
    for (BatchCopy batch : Contents.batches(log)) {
      assertEquals(expected, batch.baseOffset());
      expected = batch.nextOffset();
    }
    assertEquals(next, expected, "end of what is stored");
  }

  @Test
  @Rule({"A1.order", "A1.dense"})
  protected void a1_partitionsCountForThemselves() {
    StorageEngine engine = open();
    List<PartitionLog> logs = List.of(create(engine, "own", 0), create(engine, "own", 1), create(engine, "other", 0));
    for (int i = 0; i < MANY; i++) {
      PartitionLog log = logs.get(i % logs.size());
      assertEquals(log.offsets().logEnd(), append(log, Batches.random(1 + i % 3, 50, i)));
    }
    long records = logs.stream().mapToLong(log -> log.offsets().logEnd()).sum();
    assertEquals(MANY * 2 - 1, records, "records in all partitions");
  }

  @Test
  @Rule("A1.dense")
  protected void a1_storedBytesAreTheAppendedBytes() {
    PartitionLog log = create(open(), "verbatim", 0);
    long offset = append(log, Batches.random(5, 100, 1));
    assertEquals(0, offset);
    ByteBuffer expected = Batches.random(5, 100, 1);
    RecordBatchLayout.stamp(expected, 0, 0, Contents.batches(log).getFirst().leaderEpoch());
    assertEquals(expected, Contents.bytes(log));
  }

  @Test
  @Rule("A5.stamp")
  protected void a5_theLeaderEpochIsStamped() {
    PartitionLog log = create(open(), "epochs", 0);
    append(log, Batches.text("before any epoch"));
    log.append(buffers.of(Batches.text("first")), AppendOptions.BUFFERED.withLeaderEpoch(3));
    append(log, Batches.text("the partition's own"));
    log.append(buffers.of(Batches.text("raised")), AppendOptions.BUFFERED.withLeaderEpoch(8));
    List<Integer> epochs = Contents.batches(log).stream().map(BatchCopy::leaderEpoch).toList();
    assertEquals(List.of(RecordBatchLayout.NO_LEADER_EPOCH, 3, 3, 8), epochs);
    assertEquals(8, log.stats().leaderEpoch());
  }

  @Test
  @Rule("A5.fenced")
  protected void a5_anAppendBelowTheEpochIsFenced() {
    PartitionLog log = create(open(), "fenced", 0);
    log.append(buffers.of(Batches.text("new leader")), AppendOptions.BUFFERED.withLeaderEpoch(5));
    ByteBuffer before = Contents.bytes(log);
    FencedException fenced =
        assertThrows(
            FencedException.class,
            () -> log.append(buffers.of(Batches.text("old leader")), AppendOptions.BUFFERED.withLeaderEpoch(4)));
    assertEquals(4, fenced.givenEpoch());
    assertEquals(5, fenced.currentEpoch());
    assertEquals(before, Contents.bytes(log), "a fenced append left a trace");
    assertEquals(1, append(log, Batches.text("the new leader goes on")));
  }

  @Test
  @Rule("A5.kept")
  @Needs(Capability.PERSISTENCE)
  protected void a5_theEpochOutlivesTheEngine() {
    StorageEngine engine = open();
    PartitionLog log = create(engine, "kept", 0);
    log.append(buffers.of(Batches.text("x")), AppendOptions.BUFFERED.withLeaderEpoch(5));
    PartitionLog again = find(reopen(engine), "kept", 0);
    assertEquals(5, again.stats().leaderEpoch());
    assertThrows(
        FencedException.class,
        () -> again.append(buffers.of(Batches.text("y")), AppendOptions.BUFFERED.withLeaderEpoch(4)));
  }

  @Test
  @Rule("A7.borrowed")
  protected void a7_theCallersBufferIsOnlyBorrowed() {
    PartitionLog log = create(open(), "borrowed", 0);
    ByteBuffer batch = Batches.random(4, 200, 9);
    for (ByteBuf buffer : List.of(buffers.of(batch.duplicate()), buffers.direct(batch), shifted(batch))) {
      byte[] before = ByteBufUtil.getBytes(buffer, 0, buffer.capacity());
      int reader = buffer.readerIndex();
      int writer = buffer.writerIndex();
      log.append(buffer, mostDurable().withLeaderEpoch(2));
      assertEquals(reader, buffer.readerIndex(), "reader index");
      assertEquals(writer, buffer.writerIndex(), "writer index");
      assertEquals(1, buffer.refCnt(), "references");
      assertTrue(Arrays.equals(before, ByteBufUtil.getBytes(buffer, 0, buffer.capacity())), "content");
    }
    List<BatchCopy> stored = Contents.batches(log);
    assertEquals(3, stored.size());
    assertEquals(1, stored.stream().map(BatchCopy::crc).distinct().count(), "one batch, three kinds of buffer");
  }

  private ByteBuf shifted(ByteBuffer batch) {
    byte[] array = new byte[batch.remaining() + 16];
    batch.duplicate().get(array, 7, batch.remaining());
    return buffers.of(ByteBuffer.wrap(array, 7, batch.remaining()));
  }

  @Test
  @Rule("A7.borrowed")
  protected void a7_whatTheCallerDoesAfterwardsChangesNothing() {
    PartitionLog log = create(open(), "overwritten", 0);
    ByteBuffer expected = Batches.random(4, 200, 10);
    ByteBuf buffer = buffers.of(Batches.random(4, 200, 10));
    CountedCompletion completion = new CountedCompletion();
    log.append(buffer, mostDurable(), completion);
    buffer.setZero(0, buffer.capacity());
    completion.await();
    RecordBatchLayout.stamp(expected, 0, 0, RecordBatchLayout.NO_LEADER_EPOCH);
    assertEquals(expected, Contents.bytes(log));
  }
}
