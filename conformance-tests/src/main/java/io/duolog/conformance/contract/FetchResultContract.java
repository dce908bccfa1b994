package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.rule.Rule;
import io.duolog.conformance.workload.Batches;
import io.duolog.conformance.workload.Contents;
import io.duolog.storage.CloseReport;
import io.duolog.storage.FetchPart;
import io.duolog.storage.FetchResult;
import io.duolog.storage.Isolation;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.EngineClosedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a fetch result is worth while it is held (R3, R8). */
public abstract class FetchResultContract extends StorageContract {
  private static final int BATCHES = 40;

  private boolean leavesResultsHeld;

  /** For subclasses. */
  protected FetchResultContract() {}

  @Override
  final boolean toleratesHeldResults() {
    return leavesResultsHeld;
  }

  private PartitionLog filled(StorageEngine engine) {
    PartitionLog log = create(engine, "fetched", 0);
    for (int i = 0; i < BATCHES; i++) {
      append(log, Batches.random(2, 100, i));
    }
    return log;
  }

  private static ByteBuffer copyOf(FetchResult result) {
    return ByteBuffer.wrap(ByteBufUtil.getBytes(result.content(), 0, result.sizeBytes()));
  }

  @Test
  @Rule("R3.counted")
  protected void r3_referencesAreCountedAndShared() {
    StorageEngine engine = open();
    FetchResult result = Contents.fetch(filled(engine), 0, 4_000, ReadOptions.LOG_END);
    assertEquals(1, result.refCnt());
    assertEquals(1, engine.stats().heldResults());
    result.retain();
    assertFalse(result.release());
    ByteBuf content = result.content().retain();
    assertFalse(result.release(), "the content holds the result");
    assertEquals(1, engine.stats().heldResults());
    byte[] bytes = ByteBufUtil.getBytes(content, content.readerIndex(), content.readableBytes());
    assertTrue(bytes.length > 0);
    assertTrue(content.release());
    assertEquals(0, engine.stats().heldResults());
  }

  @Test
  @Rule("R3.views")
  protected void r3_allViewsShowTheSameBytes() throws IOException {
    PartitionLog log = filled(open());
    FetchResult result = Contents.fetch(log, 0, 6_000, ReadOptions.LOG_END);
    ByteBuffer content = copyOf(result);
    assertEquals(result.sizeBytes(), content.remaining());
    assertEquals(content, joinedParts(result));
    ByteBuffer batches = ByteBuffer.allocate(result.sizeBytes());
    Contents.batches(result).forEach(batch -> batches.put(batch.bytes().duplicate()));
    assertEquals(content, batches.flip());
    result.release();
  }

  private static ByteBuffer joinedParts(FetchResult result) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(result.sizeBytes());
    for (FetchPart part : result.parts()) {
      ByteBuffer piece = ByteBuffer.allocate(part.lengthBytes());
      switch (part) {
        case FetchPart.Slice slice -> slice.buffer().getBytes(slice.buffer().readerIndex(), piece);
        case FetchPart.FileRegion region -> {
          while (piece.hasRemaining()) {
            assertTrue(region.channel().read(piece, region.position() + piece.position()) > 0);
          }
        }
      }
      all.put(piece.flip());
    }
    return all.flip();
  }

  @Test
  @Rule("R3.snapshot")
  protected void r3_aResultCarriesOneSnapshot() {
    PartitionLog log = filled(open());
    log.advanceHighWatermark(20);
    FetchResult result = Contents.fetch(log, 0, 1_000, ReadOptions.of(Isolation.HIGH_WATERMARK));
    append(log, Batches.text("later"));
    log.advanceHighWatermark(30);
    LogOffsets.Mutable snapshot = new LogOffsets.Mutable();
    result.offsets(snapshot);
    assertEquals(2L * BATCHES, snapshot.logEnd());
    assertEquals(20, snapshot.highWatermark());
    assertEquals(20, snapshot.lastStable());
    assertEquals(0, snapshot.logStart());
    assertTrue(snapshot.durable() >= 0 && snapshot.durable() <= snapshot.logEnd());
    result.release();
  }

  @Test
  @Rule({"R3.held", "R8.sealed"})
  protected void r3_aHeldResultKeepsItsBytesWhileTheLogRolls() throws IOException {
    PartitionLog log = filled(open());
    FetchResult first = Contents.fetch(log, 0, 5_000, ReadOptions.LOG_END);
    FetchResult last = Contents.fetch(log, 2L * BATCHES - 1, 5_000, ReadOptions.LOG_END);
    ByteBuffer firstBytes = copyOf(first);
    ByteBuffer lastBytes = copyOf(last);
    for (int i = 0; i < 100; i++) {
      append(log, Batches.random(1, 8_000, i));
    }
    assertEquals(firstBytes, copyOf(first));
    assertEquals(firstBytes, joinedParts(first));
    assertEquals(lastBytes, copyOf(last));
    assertEquals(lastBytes, joinedParts(last));
    first.release();
    last.release();
  }

  @Test
  @Rule("R3.close")
  protected void r3_closeReportsWhatIsStillHeld() {
    leavesResultsHeld = true;
    StorageEngine engine = open();
    PartitionLog log = filled(engine);
    FetchResult result = Contents.fetch(log, 0, 4_000, ReadOptions.LOG_END);
    ByteBuf exposed = result.content();
    byte[] before = ByteBufUtil.getBytes(exposed, 0, result.sizeBytes());
    CloseReport report = engine.close(Duration.ofMillis(1));
    assertEquals(1, report.heldResults());
    assertThrows(EngineClosedException.class, result::batches);
    assertEquals(ByteBuffer.wrap(before), ByteBuffer.wrap(ByteBufUtil.getBytes(exposed, 0, before.length)));
    assertTrue(result.release());
    assertEquals(report, engine.close(Duration.ZERO), "the second close says the same");
  }
}
