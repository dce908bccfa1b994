package io.duolog.conformance.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.workload.BatchCopy;
import io.duolog.conformance.workload.Contents;
import io.duolog.storage.FetchOutcome;
import io.duolog.storage.FetchResult;
import io.duolog.storage.Isolation;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.OffsetAndTimestamp;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.TimestampQuery;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Compares what an engine answers with what the oracle does. Stateless.
 *
 * <p>Honest engines differ in two ways only: a read may return fewer batches than fit, but one at least where the
 * oracle has one; and the durable offset may lie anywhere from what was acknowledged as durable to the log end.
 */
final class Answers {
  private Answers() {}

  /** Compares one read. */
  static void read(Oracle oracle, PartitionLog log, Operation.Read read) {
    ReadOptions options = read.options();
    boolean isDurable = options.isolation() == Isolation.DURABLE;
    ReadOptions asked = isDurable ? inTheOracle(options) : options;
    FetchOutcome expected = oracle.log(read.partition()).read(read.offset(), read.maxBytes(), asked);
    FetchOutcome actual = log.read(read.offset(), read.maxBytes(), options);
    try {
      if (actual instanceof FetchResult result && expected instanceof FetchResult model) {
        result(result, model, isDurable ? durableOf(result) : Long.MAX_VALUE);
      } else if (isDurable && actual instanceof FetchOutcome.OutOfRange range) {
        assertTrue(range.end() < read.offset(), range::toString);
        assertTrue(range.end() >= oracle.durable(read.partition()), range::toString);
      } else {
        assertEquals(expected, actual);
      }
    } finally {
      release(expected);
      release(actual);
    }
  }

  private static ReadOptions inTheOracle(ReadOptions options) {
    return new ReadOptions(
        Isolation.LOG_END, options.intent(), options.minimumOneBatch(), false, options.lastEpoch());
  }

  private static long durableOf(FetchResult result) {
    LogOffsets.Mutable snapshot = new LogOffsets.Mutable();
    result.offsets(snapshot);
    return snapshot.durable();
  }

  private static void result(FetchResult actual, FetchResult expected, long limit) {
    ByteBuffer bytes = bytes(actual);
    ByteBuffer model = bytes(expected);
    assertTrue(bytes.remaining() <= model.remaining(), () -> bytes.remaining() + " bytes of " + model.remaining());
    assertEquals(model.slice(0, bytes.remaining()), bytes, "bytes");
    List<BatchCopy> batches = Contents.batches(actual);
    long next = batches.isEmpty() ? expected.firstOffset() : batches.getLast().nextOffset();
    assertEquals(next, actual.nextOffset(), "next offset");
    assertTrue(next <= limit || batches.isEmpty(), () -> "batches up to " + next + " above the level's end " + limit);
    if (batches.isEmpty() && model.hasRemaining()) {
      long firstEnd = Contents.batches(expected).getFirst().nextOffset();
      assertTrue(firstEnd > limit, () -> "nothing was read where a batch ends at " + firstEnd);
    }
    if (!batches.isEmpty()) {
      assertEquals(expected.firstOffset(), actual.firstOffset(), "first offset");
    }
  }

  private static ByteBuffer bytes(FetchResult result) {
    return ByteBuffer.wrap(ByteBufUtil.getBytes(result.content(), 0, result.sizeBytes()));
  }

  private static void release(FetchOutcome outcome) {
    if (outcome instanceof FetchResult result) {
      result.release();
    }
  }

  /** Compares one lookup, but for the epoch, which an engine may not know. */
  static void lookup(Oracle oracle, PartitionLog log, int partition, TimestampQuery query) {
    Optional<OffsetAndTimestamp> expected = oracle.log(partition).lookup(query);
    Optional<OffsetAndTimestamp> actual = log.lookup(query);
    assertEquals(expected.map(OffsetAndTimestamp::offset), actual.map(OffsetAndTimestamp::offset));
    assertEquals(expected.map(OffsetAndTimestamp::timestampMillis), actual.map(OffsetAndTimestamp::timestampMillis));
  }

  /** Compares the offsets and what is readable from one of them. */
  static void offsets(Oracle oracle, PartitionLog log, int partition, long offset) {
    LogOffsets expected = oracle.log(partition).offsets();
    LogOffsets actual = log.offsets();
    assertEquals(expected.logStart(), actual.logStart(), "log start");
    assertEquals(expected.logEnd(), actual.logEnd(), "log end");
    assertEquals(expected.highWatermark(), actual.highWatermark(), "high watermark");
    assertEquals(expected.lastStable(), actual.lastStable(), "last stable offset");
    assertTrue(actual.durable() >= oracle.durable(partition), () -> "durable offset " + actual);
    assertTrue(actual.durable() <= actual.logEnd(), () -> "durable offset " + actual);
    long readable = oracle.log(partition).readableBytes(offset, Isolation.LOG_END);
    assertTrue(log.readableBytes(offset, Isolation.LOG_END) >= readable, "readable bytes are below what is there");
  }

  /** Compares everything that a partition holds. */
  static void contents(Oracle oracle, PartitionLog log, int partition) {
    ReadOptions verified = ReadOptions.LOG_END.verified();
    ByteBuffer expected = Contents.bytes(oracle.log(partition), ReadOptions.LOG_END, Contents.READ_BYTES);
    assertEquals(expected, Contents.bytes(log, verified, Contents.READ_BYTES), "bytes of partition " + partition);
    assertEquals(oracle.epoch(partition), log.stats().leaderEpoch(), "epoch of partition " + partition);
  }
}
